package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Volume;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Wanted state of an Alluxio cache.
 *
 * @param alluxioVersion image of master and worker
 * @param master metadata server
 * @param jobMaster job master
 * @param worker cache server; its count is {@code replicas} of this spec
 * @param jobWorker job worker
 * @param apiGateway REST proxy
 * @param initUsers init container that creates the users of {@code runAs}
 * @param fuse FUSE client
 * @param properties Alluxio properties of all components
 * @param jvmOptions JVM flags of all components
 * @param tieredstore cache media of a worker
 * @param data placement of files in the cache
 * @param replicas number of workers
 * @param runAs user of the processes
 * @param disablePrometheus do not offer metrics to Prometheus; default false
 * @param hadoopConfig name of a ConfigMap with {@code core-site.xml} and {@code hdfs-site.xml}
 * @param volumes volumes that components may mount
 * @param podMetadata labels and annotations of all pods
 * @param management cache removal and metadata synchronisation
 * @param imagePullSecrets secrets for pulling images, all components
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AlluxioRuntimeSpec(
        @Nullable VersionSpec alluxioVersion,
        @Nullable AlluxioComponentSpec master,
        @Nullable AlluxioComponentSpec jobMaster,
        @Nullable AlluxioComponentSpec worker,
        @Nullable AlluxioComponentSpec jobWorker,
        @Nullable AlluxioComponentSpec apiGateway,
        @Nullable InitUsersSpec initUsers,
        @Nullable AlluxioFuseSpec fuse,
        Map<String, String> properties,
        List<String> jvmOptions,
        @Nullable TieredStore tieredstore,
        @Nullable AlluxioData data,
        @Nullable Integer replicas,
        @Nullable User runAs,
        @Nullable Boolean disablePrometheus,
        @Nullable String hadoopConfig,
        List<Volume> volumes,
        @Nullable PodMetadata podMetadata,
        @Nullable RuntimeManagement management,
        List<LocalObjectReference> imagePullSecrets,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public AlluxioRuntimeSpec {
        properties = Values.map(properties);
        jvmOptions = Values.list(jvmOptions);
        volumes = Values.list(volumes);
        imagePullSecrets = Values.list(imagePullSecrets);
        additionalProperties = Values.map(additionalProperties);
    }
}
