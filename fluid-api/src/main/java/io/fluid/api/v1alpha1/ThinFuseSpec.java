package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Lifecycle;
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
 * FUSE client of a thin runtime.
 *
 * @param image image repository, without tag
 * @param imageTag image tag
 * @param imagePullPolicy image pull policy
 * @param imagePullSecrets secrets for pulling images
 * @param ports ports of the container
 * @param env environment variables
 * @param command command of the FUSE process
 * @param args arguments of the FUSE process
 * @param options options for the engine
 * @param resources resource requests and limits
 * @param nodeSelector node labels that the pods need
 * @param cleanPolicy when FUSE pods leave: {@code OnDemand}, {@code OnRuntimeDeleted} (default) or {@code
 *     OnFuseChanged}
 * @param networkMode network of the pods; empty means {@code HostNetwork}
 * @param livenessProbe liveness probe of the container
 * @param readinessProbe readiness probe of the container
 * @param volumeMounts mounts of the runtime's volumes
 * @param lifecycle hooks of the container; {@code postStart} is not allowed
 * @param podMetadata labels and annotations of the pods
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ThinFuseSpec(
        @Nullable String image,
        @Nullable String imageTag,
        @Nullable String imagePullPolicy,
        List<LocalObjectReference> imagePullSecrets,
        List<ContainerPort> ports,
        List<EnvVar> env,
        List<String> command,
        List<String> args,
        Map<String, String> options,
        @Nullable ResourceRequirements resources,
        Map<String, String> nodeSelector,
        @Nullable String cleanPolicy,

        @Constraint(oneOf = {"HostNetwork", "", "ContainerNetwork"}) @Nullable
        String networkMode,

        @Nullable Probe livenessProbe,
        @Nullable Probe readinessProbe,
        List<VolumeMount> volumeMounts,
        @Nullable Lifecycle lifecycle,
        @Nullable PodMetadata podMetadata,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public ThinFuseSpec {
        imagePullSecrets = Values.list(imagePullSecrets);
        ports = Values.list(ports);
        env = Values.list(env);
        command = Values.list(command);
        args = Values.list(args);
        options = Values.map(options);
        nodeSelector = Values.map(nodeSelector);
        volumeMounts = Values.list(volumeMounts);
        additionalProperties = Values.map(additionalProperties);
    }
}
