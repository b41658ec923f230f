package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * One server component of an EFC cache.
 *
 * @param replicas instances; for workers see {@link EFCRuntimeSpec#replicas()}
 * @param version image of the component
 * @param properties properties
 * @param ports fixed ports by role
 * @param resources resource requests and limits
 * @param disabled switches the component off; default false
 * @param nodeSelector node labels that the pods need
 * @param networkMode network of the pods; empty means {@code HostNetwork}
 * @param podMetadata labels and annotations of the pods
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EFCComponentSpec(
        @Constraint(minimum = 1) @Nullable Integer replicas,
        @Nullable VersionSpec version,
        Map<String, String> properties,
        Map<String, Integer> ports,
        @Nullable ResourceRequirements resources,
        @Nullable Boolean disabled,
        Map<String, String> nodeSelector,

        @Constraint(oneOf = {"HostNetwork", "", "ContainerNetwork"}) @Nullable
        String networkMode,

        @Nullable PodMetadata podMetadata,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public EFCComponentSpec {
        properties = Values.map(properties);
        ports = Values.map(ports);
        nodeSelector = Values.map(nodeSelector);
        additionalProperties = Values.map(additionalProperties);
    }
}
