package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Metadata server of a CacheRuntime.
 *
 * @param disabled switches the component off; default false
 * @param runtimeVersion image instead of the class's
 * @param options options for the engine
 * @param podMetadata labels and annotations of the pods
 * @param resources resource requests and limits
 * @param env environment variables
 * @param volumeMounts mounts of the runtime's volumes
 * @param args arguments of the process
 * @param nodeSelector node labels that the pods need
 * @param tolerations tolerations of the pods
 * @param replicas instances; default 1
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CacheMasterSpec(
        @Nullable Boolean disabled,
        @Nullable VersionSpec runtimeVersion,
        Map<String, String> options,
        @Nullable PodMetadata podMetadata,
        @Nullable ResourceRequirements resources,
        List<EnvVar> env,
        List<VolumeMount> volumeMounts,
        @Constraint(listType = "atomic") List<String> args,
        Map<String, String> nodeSelector,
        List<Toleration> tolerations,

        @Constraint(minimum = 0, defaultValue = "1") @Nullable
        Integer replicas,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public CacheMasterSpec {
        options = Values.map(options);
        env = Values.list(env);
        volumeMounts = Values.list(volumeMounts);
        args = Values.list(args);
        nodeSelector = Values.map(nodeSelector);
        tolerations = Values.list(tolerations);
        additionalProperties = Values.map(additionalProperties);
    }
}
