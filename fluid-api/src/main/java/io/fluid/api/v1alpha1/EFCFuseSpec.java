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
 * FUSE client of an EFC cache.
 *
 * @param version image of the component
 * @param properties properties
 * @param resources resource requests and limits
 * @param nodeSelector node labels that the pods need
 * @param cleanPolicy when FUSE pods leave: {@code OnDemand}, {@code OnRuntimeDeleted} (default) or {@code
 *     OnFuseChanged}
 * @param networkMode network of the pods; empty means {@code HostNetwork}
 * @param podMetadata labels and annotations of the pods
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EFCFuseSpec(
        @Nullable VersionSpec version,
        Map<String, String> properties,
        @Nullable ResourceRequirements resources,
        Map<String, String> nodeSelector,
        @Nullable String cleanPolicy,

        @Constraint(oneOf = {"HostNetwork", "", "ContainerNetwork"}) @Nullable
        String networkMode,

        @Nullable PodMetadata podMetadata,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public EFCFuseSpec {
        properties = Values.map(properties);
        nodeSelector = Values.map(nodeSelector);
        additionalProperties = Values.map(additionalProperties);
    }
}
