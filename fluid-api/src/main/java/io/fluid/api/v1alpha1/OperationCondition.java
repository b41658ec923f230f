package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * One observed aspect of a data operation.
 *
 * @param type {@code Complete} or {@code Failed}
 * @param status {@code True}, {@code False} or {@code Unknown}
 * @param reason machine readable cause, one CamelCase word
 * @param message explanation for people
 * @param lastProbeTime last time of a check, RFC 3339
 * @param lastTransitionTime last time that {@code status} changed, RFC 3339
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OperationCondition(
        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String type,

        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String status,

        @Nullable String reason,
        @Nullable String message,
        @Constraint(format = "date-time") @Nullable String lastProbeTime,
        @Constraint(format = "date-time") @Nullable String lastTransitionTime,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public OperationCondition {
        type = Values.text(type);
        status = Values.text(status);
        additionalProperties = Values.map(additionalProperties);
    }
}
