package io.fluid.core.spi;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fluid.api.v1alpha1.DataLoad;

import java.util.List;

/** Optional: the engine can warm its cache ({@code DataLoad}). Pure, like {@link CacheEngine#describe}. */
public interface LoadsData {

    /** Everything that is wrong with the load; while it returns something, nothing is created. */
    List<Problem> validateLoad(CacheRequest request, DataLoad load);

    /**
     * What the load runs. {@code target} may be empty, which means everything; {@code target[].replicas} is how many
     * copies the cache shall have, 1 when absent. Only called when {@link #validateLoad} found nothing.
     */
    LoadDescription describeLoad(CacheRequest request, DataLoad load);

    /**
     * What a load runs: a {@link JobDescription}, where the rules for it stand, that has nothing for {@code
     * status.infos}.
     *
     * @param resources objects that the pod needs, for example a ConfigMap with a script; they live as long as the load
     * @param pod the pod; it succeeds when everything is loaded
     */
    record LoadDescription(List<HasMetadata> resources, PodTemplateSpec pod) {
        public LoadDescription {
            resources = List.copyOf(resources);
        }
    }
}
