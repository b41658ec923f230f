package io.fluid.core.spi;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;

import java.util.List;
import java.util.Map;

/**
 * What a data operation runs. The core makes the Job (or CronJob) around it, names it, and adds what the operation's
 * spec says of placement, resources (for the first container) and metadata, the Dataset's tolerations and the pull
 * secrets of the installation. What the pod, the operation and a preceding operation require of affinity all holds. A
 * pod that mounts claims gets the label for sidecars, so the claims may be Datasets', unless it or the operation has a
 * label of the kind. The pod is tried up to four times; its restart policy is {@code Never} unless it says {@code
 * OnFailure}. When it fails, the end of its log, or what it wrote to its termination log, becomes the message of the
 * operation's condition.
 *
 * @param resources objects that the pod needs, for example a ConfigMap with a script; they live as long as the operation,
 *     and their names have to differ from operation to operation
 * @param pod the pod; it succeeds (exit code 0) when the operation has
 * @param infos what {@code status.infos} says once the operation has succeeded
 */
public record JobDescription(List<HasMetadata> resources, PodTemplateSpec pod, Map<String, String> infos) {

    public JobDescription {
        resources = List.copyOf(resources);
        infos = Map.copyOf(infos);
    }

    /** A description that has nothing for {@code status.infos}. */
    public JobDescription(List<HasMetadata> resources, PodTemplateSpec pod) {
        this(resources, pod, Map.of());
    }
}
