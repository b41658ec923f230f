package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * One command.
 *
 * @param command command and arguments
 * @param timeout seconds; at least 20 apply
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ExecutionEntry(
        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        List<String> command,

        @Nullable Integer timeout,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public ExecutionEntry {
        command = Values.list(command);
        additionalProperties = Values.map(additionalProperties);
    }
}
