package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;

import java.util.Map;

/**
 * A node label that two operations must share.
 *
 * @param name label key
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Require(
        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String name,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public Require {
        name = Values.text(name);
        additionalProperties = Values.map(additionalProperties);
    }
}
