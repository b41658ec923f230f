package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * One server component of an Alluxio cache.
 *
 * @param replicas instances; for workers see {@link AlluxioRuntimeSpec#replicas()}
 * @param jvmOptions JVM flags
 * @param properties Alluxio properties
 * @param ports fixed ports by role
 * @param resources resource requests and limits
 * @param env environment variables
 * @param enabled switches an optional component on; default false
 * @param nodeSelector node labels that the pods need
 * @param networkMode network of the pods; empty means {@code HostNetwork}
 * @param volumeMounts mounts of the runtime's volumes
 * @param podMetadata labels and annotations of the pods
 * @param imagePullSecrets secrets for pulling images
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AlluxioComponentSpec(
        @Constraint(minimum = 1) @Nullable Integer replicas,
        List<String> jvmOptions,
        Map<String, String> properties,
        Map<String, Integer> ports,
        @Nullable ResourceRequirements resources,
        Map<String, String> env,
        @Nullable Boolean enabled,
        Map<String, String> nodeSelector,

        @Constraint(oneOf = {"HostNetwork", "", "ContainerNetwork"}) @Nullable
        String networkMode,

        List<VolumeMount> volumeMounts,
        @Nullable PodMetadata podMetadata,
        List<LocalObjectReference> imagePullSecrets,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public AlluxioComponentSpec {
        jvmOptions = Values.list(jvmOptions);
        properties = Values.map(properties);
        ports = Values.map(ports);
        env = Values.map(env);
        nodeSelector = Values.map(nodeSelector);
        volumeMounts = Values.list(volumeMounts);
        imagePullSecrets = Values.list(imagePullSecrets);
        additionalProperties = Values.map(additionalProperties);
    }
}
