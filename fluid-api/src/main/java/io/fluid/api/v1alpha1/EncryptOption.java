package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * An option whose value lives in a Secret and reaches the engine as a file or a Secret reference, never as text.
 *
 * @param name option key
 * @param valueFrom where the value is
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EncryptOption(
        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String name,

        @Nullable EncryptOptionSource valueFrom,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public EncryptOption {
        name = Values.text(name);
        additionalProperties = Values.map(additionalProperties);
    }
}
