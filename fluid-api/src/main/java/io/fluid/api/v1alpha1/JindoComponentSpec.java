package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * One server component of a Jindo cache.
 *
 * @param replicas instances; for workers see {@link JindoRuntimeSpec#replicas()}
 * @param properties properties
 * @param ports fixed ports by role
 * @param resources resource requests and limits
 * @param env environment variables
 * @param nodeSelector node labels that the pods need
 * @param tolerations tolerations of the pods
 * @param labels deprecated upstream, excludes {@code podMetadata.labels}
 * @param podMetadata labels and annotations of the pods
 * @param disabled switches the component off; default false
 * @param volumeMounts mounts of the runtime's volumes
 * @param imagePullSecrets secrets for pulling images
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JindoComponentSpec(
        @Constraint(minimum = 1) @Nullable Integer replicas,
        Map<String, String> properties,
        Map<String, Integer> ports,
        @Nullable ResourceRequirements resources,
        Map<String, String> env,
        Map<String, String> nodeSelector,
        List<Toleration> tolerations,
        Map<String, String> labels,
        @Nullable PodMetadata podMetadata,
        @Nullable Boolean disabled,
        List<VolumeMount> volumeMounts,
        List<LocalObjectReference> imagePullSecrets,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public JindoComponentSpec {
        properties = Values.map(properties);
        ports = Values.map(ports);
        env = Values.map(env);
        nodeSelector = Values.map(nodeSelector);
        tolerations = Values.list(tolerations);
        labels = Values.map(labels);
        volumeMounts = Values.list(volumeMounts);
        imagePullSecrets = Values.list(imagePullSecrets);
        additionalProperties = Values.map(additionalProperties);
    }
}
