package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Cache server of a thin runtime.
 *
 * @param image image repository, without tag
 * @param imageTag image tag
 * @param imagePullPolicy image pull policy
 * @param imagePullSecrets secrets for pulling images
 * @param replicas instances
 * @param ports ports of the container
 * @param resources resource requests and limits
 * @param env environment variables
 * @param enabled switches the component on; default false
 * @param nodeSelector node labels that the pods need
 * @param volumeMounts mounts of the runtime's volumes
 * @param livenessProbe liveness probe of the container
 * @param readinessProbe readiness probe of the container
 * @param networkMode network of the pods; empty means {@code HostNetwork}
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ThinComponentSpec(
        @Nullable String image,
        @Nullable String imageTag,
        @Nullable String imagePullPolicy,
        List<LocalObjectReference> imagePullSecrets,
        @Constraint(minimum = 1) @Nullable Integer replicas,
        List<ContainerPort> ports,
        @Nullable ResourceRequirements resources,
        List<EnvVar> env,
        @Nullable Boolean enabled,
        Map<String, String> nodeSelector,
        List<VolumeMount> volumeMounts,
        @Nullable Probe livenessProbe,
        @Nullable Probe readinessProbe,

        @Constraint(oneOf = {"HostNetwork", "", "ContainerNetwork"}) @Nullable
        String networkMode,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public ThinComponentSpec {
        imagePullSecrets = Values.list(imagePullSecrets);
        ports = Values.list(ports);
        env = Values.list(env);
        nodeSelector = Values.map(nodeSelector);
        volumeMounts = Values.list(volumeMounts);
        additionalProperties = Values.map(additionalProperties);
    }
}
