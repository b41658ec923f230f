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
 * FUSE client of an Alluxio cache.
 *
 * @param image image repository, without tag
 * @param imageTag image tag
 * @param imagePullPolicy image pull policy
 * @param imagePullSecrets secrets for pulling images
 * @param jvmOptions JVM flags
 * @param properties Alluxio properties
 * @param env environment variables
 * @param resources resource requests and limits
 * @param args arguments of the FUSE process
 * @param nodeSelector node labels that the pods need
 * @param cleanPolicy when FUSE pods leave: {@code OnDemand}, {@code OnRuntimeDeleted} (default) or {@code
 *     OnFuseChanged}
 * @param networkMode network of the pods; empty means {@code HostNetwork}
 * @param volumeMounts mounts of the runtime's volumes
 * @param podMetadata labels and annotations of the pods
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AlluxioFuseSpec(
        @Nullable String image,
        @Nullable String imageTag,
        @Nullable String imagePullPolicy,
        List<LocalObjectReference> imagePullSecrets,
        List<String> jvmOptions,
        Map<String, String> properties,
        Map<String, String> env,
        @Nullable ResourceRequirements resources,
        List<String> args,
        Map<String, String> nodeSelector,
        @Nullable String cleanPolicy,

        @Constraint(oneOf = {"HostNetwork", "", "ContainerNetwork"}) @Nullable
        String networkMode,

        List<VolumeMount> volumeMounts,
        @Nullable PodMetadata podMetadata,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public AlluxioFuseSpec {
        imagePullSecrets = Values.list(imagePullSecrets);
        jvmOptions = Values.list(jvmOptions);
        properties = Values.map(properties);
        env = Values.map(env);
        args = Values.list(args);
        nodeSelector = Values.map(nodeSelector);
        volumeMounts = Values.list(volumeMounts);
        additionalProperties = Values.map(additionalProperties);
    }
}
