package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * How the cache is removed when a runtime is deleted.
 *
 * @param gracePeriodSeconds seconds that one attempt may take; default 60
 * @param maxRetryAttempts attempts before the cache is left behind; default 3
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CleanCachePolicy(
        @Constraint(defaultValue = "60") @Nullable Integer gracePeriodSeconds,
        @Constraint(defaultValue = "3") @Nullable Integer maxRetryAttempts,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public CleanCachePolicy {
        additionalProperties = Values.map(additionalProperties);
    }
}
