package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;

import java.util.Map;

/**
 * Marks a Service as headless; no field is known.
 *
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record HeadlessService(@JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public HeadlessService {
        additionalProperties = Values.map(additionalProperties);
    }
}
