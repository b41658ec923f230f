package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;

import java.util.Map;

/**
 * Labels and annotations added to pods. A component's own entries win over the runtime's.
 *
 * @param labels labels to add
 * @param annotations annotations to add
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodMetadata(
        Map<String, String> labels,
        Map<String, String> annotations,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public PodMetadata {
        labels = Values.map(labels);
        annotations = Values.map(annotations);
        additionalProperties = Values.map(additionalProperties);
    }
}
