package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Cache server of Vineyard.
 *
 * @param replicas instances; for workers see {@link VineyardRuntimeSpec#replicas()}
 * @param image image repository, without tag
 * @param imageTag image tag
 * @param imagePullPolicy image pull policy
 * @param nodeSelector node labels that the pods need
 * @param ports fixed ports by role
 * @param env environment variables
 * @param options options for the engine
 * @param resources resource requests and limits
 * @param volumeMounts mounts of the runtime's volumes
 * @param podMetadata labels and annotations of the pods
 * @param networkMode network of the pods; empty means {@code HostNetwork}
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record VineyardComponentSpec(
        @Constraint(minimum = 1) @Nullable Integer replicas,
        @Nullable String image,
        @Nullable String imageTag,
        @Nullable String imagePullPolicy,
        Map<String, String> nodeSelector,
        Map<String, Integer> ports,
        Map<String, String> env,
        Map<String, String> options,
        @Nullable ResourceRequirements resources,
        List<VolumeMount> volumeMounts,
        @Nullable PodMetadata podMetadata,

        @Constraint(oneOf = {"HostNetwork", "", "ContainerNetwork"}) @Nullable
        String networkMode,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public VineyardComponentSpec {
        nodeSelector = Values.map(nodeSelector);
        ports = Values.map(ports);
        env = Values.map(env);
        options = Values.map(options);
        volumeMounts = Values.list(volumeMounts);
        additionalProperties = Values.map(additionalProperties);
    }
}
