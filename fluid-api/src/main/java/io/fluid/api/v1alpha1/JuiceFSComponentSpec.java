package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * One server component of a JuiceFS cache.
 *
 * @param replicas instances; for workers see {@link JuiceFSRuntimeSpec#replicas()}
 * @param ports ports of the container
 * @param resources resource requests and limits
 * @param options options of {@code juicefs mount}
 * @param env environment variables
 * @param enabled switches an optional component on; default false
 * @param nodeSelector node labels that the pods need
 * @param volumeMounts mounts of the runtime's volumes
 * @param podMetadata labels and annotations of the pods
 * @param networkMode network of the pods; empty means {@code HostNetwork}
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JuiceFSComponentSpec(
        @Constraint(minimum = 1) @Nullable Integer replicas,
        List<ContainerPort> ports,
        @Nullable ResourceRequirements resources,
        Map<String, String> options,
        List<EnvVar> env,
        @Nullable Boolean enabled,
        Map<String, String> nodeSelector,
        List<VolumeMount> volumeMounts,
        @Nullable PodMetadata podMetadata,

        @Constraint(oneOf = {"HostNetwork", "", "ContainerNetwork"}) @Nullable
        String networkMode,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public JuiceFSComponentSpec {
        ports = Values.list(ports);
        options = Values.map(options);
        env = Values.list(env);
        nodeSelector = Values.map(nodeSelector);
        volumeMounts = Values.list(volumeMounts);
        additionalProperties = Values.map(additionalProperties);
    }
}
