package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * FUSE client of a JuiceFS cache.
 *
 * @param image image repository, without tag
 * @param imageTag image tag
 * @param imagePullPolicy image pull policy
 * @param env environment variables
 * @param resources resource requests and limits
 * @param options options of {@code juicefs mount}
 * @param nodeSelector node labels that the pods need
 * @param volumeMounts mounts of the runtime's volumes
 * @param cleanPolicy when FUSE pods leave: {@code OnDemand}, {@code OnRuntimeDeleted} (default) or {@code
 *     OnFuseChanged}
 * @param podMetadata labels and annotations of the pods
 * @param networkMode network of the pods; empty means {@code HostNetwork}
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JuiceFSFuseSpec(
        @Nullable String image,
        @Nullable String imageTag,
        @Nullable String imagePullPolicy,
        List<EnvVar> env,
        @Nullable ResourceRequirements resources,
        Map<String, String> options,
        Map<String, String> nodeSelector,
        List<VolumeMount> volumeMounts,
        @Nullable String cleanPolicy,
        @Nullable PodMetadata podMetadata,

        @Constraint(oneOf = {"HostNetwork", "", "ContainerNetwork"}) @Nullable
        String networkMode,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public JuiceFSFuseSpec {
        env = Values.list(env);
        options = Values.map(options);
        nodeSelector = Values.map(nodeSelector);
        volumeMounts = Values.list(volumeMounts);
        additionalProperties = Values.map(additionalProperties);
    }
}
