package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Observed state of a data operation of any kind.
 *
 * @param phase state of the operation, see {@link OperationPhase}
 * @param duration run time as text; {@code Unfinished} until it has ended, {@code -} when a cron round begins again
 * @param conditions {@code Complete} or {@code Failed}, once it has ended
 * @param infos facts about the result, such as {@code BackupLocationPath}
 * @param lastScheduleTime last start by schedule, RFC 3339
 * @param lastSuccessfulTime last successful end by schedule, RFC 3339
 * @param waitingFor what the start waits for
 * @param nodeAffinity where the operation ran, for those that follow it
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record OperationStatus(
        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String phase,

        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String duration,

        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        List<OperationCondition> conditions,

        Map<String, String> infos,
        @Constraint(format = "date-time") @Nullable String lastScheduleTime,
        @Constraint(format = "date-time") @Nullable String lastSuccessfulTime,
        @Nullable WaitingStatus waitingFor,
        @Nullable NodeAffinity nodeAffinity,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public OperationStatus {
        phase = Values.text(phase);
        duration = Values.text(duration);
        conditions = Values.list(conditions);
        infos = Values.map(infos);
        additionalProperties = Values.map(additionalProperties);
    }
}
