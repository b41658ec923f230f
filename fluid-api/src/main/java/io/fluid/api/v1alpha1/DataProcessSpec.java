package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A process that works on the files of a Dataset.
 *
 * @param dataset Dataset, and where the process sees it
 * @param processor what to run
 * @param runAfter operation that has to be complete first
 * @param ttlSecondsAfterFinished seconds until the finished operation is deleted; default: never
 * @param policy when to run; default {@code Once}
 * @param schedule cron expression, for {@code Cron}
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DataProcessSpec(
        @Constraint(required = true) @Nullable TargetDatasetWithMountPath dataset,
        @Constraint(required = true) @Nullable Processor processor,
        @Nullable OperationRef runAfter,
        @Nullable Integer ttlSecondsAfterFinished,

        @Constraint(
                defaultValue = "Once",
                oneOf = {"Once", "Cron", "OnEvent"})
        @Nullable
        String policy,

        @Nullable String schedule,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public DataProcessSpec {
        additionalProperties = Values.map(additionalProperties);
    }
}
