package io.fluid.core.spi;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The objects of one cache. All are namespaced objects of the runtime's namespace. The core adds what is common to all
 * engines (owner reference, labels, placement, the dataset's node affinity and tolerations) before it applies them, in
 * this order: resources, master, worker, fuse. It deletes those that an earlier description had and this one has not.
 *
 * <p>A pod whose template refers to a ConfigMap of {@code resources} is replaced when the content of that changes: the
 * core writes a digest of it to the template's annotation {@code fluid.io/config-hash}. An engine whose pods read some
 * of their configuration again while they run sets that annotation itself, over the rest.
 *
 * @param resources ConfigMaps, Services and the like that the workloads need
 * @param master metadata service; null when the engine has none
 * @param worker cache servers, {@code spec.replicas} as the runtime wants them; null when the engine has none
 * @param fuse the client that mounts the data; always present
 * @param workerMemoryBytes memory that the cache tiers of one worker use, in bytes
 * @param workerDiskBytes disk that the cache tiers of one worker use, in bytes
 * @param hcfsEndpoint address for Hadoop-compatible clients, {@code Dataset.status.hcfs.endpoint}; null when none
 * @param apiGatewayEndpoint {@code host:port} of the cache's REST proxy, {@code status.apiGateway.endpoint} of the
 *     runtime; null when it has none
 */
@RecordBuilder
public record CacheDescription(
        List<HasMetadata> resources,
        @Nullable StatefulSet master,
        @Nullable StatefulSet worker,
        FuseDescription fuse,
        long workerMemoryBytes,
        long workerDiskBytes,
        @Nullable String hcfsEndpoint,
        @Nullable String apiGatewayEndpoint) {

    public CacheDescription {
        resources = List.copyOf(resources);
    }

    /** A cache without a REST proxy. */
    public CacheDescription(
            List<HasMetadata> resources,
            @Nullable StatefulSet master,
            @Nullable StatefulSet worker,
            FuseDescription fuse,
            long workerMemoryBytes,
            long workerDiskBytes,
            @Nullable String hcfsEndpoint) {
        this(resources, master, worker, fuse, workerMemoryBytes, workerDiskBytes, hcfsEndpoint, null);
    }
}
