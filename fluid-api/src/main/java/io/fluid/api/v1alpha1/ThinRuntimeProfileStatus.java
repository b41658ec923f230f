package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;

import java.util.Map;

/**
 * Observed state of a profile; no field is known.
 *
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ThinRuntimeProfileStatus(
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public ThinRuntimeProfileStatus {
        additionalProperties = Values.map(additionalProperties);
    }
}
