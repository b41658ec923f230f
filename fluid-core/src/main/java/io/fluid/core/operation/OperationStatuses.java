package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fluid.api.v1alpha1.OperationCondition;
import io.fluid.api.v1alpha1.OperationConditionBuilder;
import io.fluid.api.v1alpha1.OperationPhase;
import io.fluid.api.v1alpha1.OperationStatus;
import io.fluid.api.v1alpha1.OperationStatusBuilder;
import io.fluid.api.v1alpha1.WaitingStatus;
import io.fluid.core.status.HumanText;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The steps of a data operation's status. */
final class OperationStatuses {

    /** Ours: what an operation waits for before it starts. */
    static final String WAITING = "Waiting";

    static final String COMPLETE = "Complete";
    static final String FAILED = "Failed";
    private static final String AGAIN = "-";
    private static final Set<String> FOR_OPERATIONS = Set.of(OperationReasons.WAITING, OperationReasons.NOT_FOUND);
    private static final String UNFINISHED = "Unfinished";

    private OperationStatuses() {}

    static OperationStatus of(@Nullable OperationStatus status) {
        return status == null ? OperationStatusBuilder.builder().build() : status;
    }

    @SuppressWarnings("NullAway") // generated builders do not tell what may be null
    static OperationStatus waiting(OperationStatus before, String reason, String message, Instant now) {
        return OperationStatusBuilder.builder(before)
                .phase(OperationPhase.PENDING)
                .duration(UNFINISHED)
                .conditions(List.of(condition(WAITING, reason, message, now)))
                .waitingFor(FOR_OPERATIONS.contains(reason) ? waitingFor(true) : before.waitingFor())
                .build();
    }

    /** The operation that this one runs after is complete, whatever becomes of it from now on. */
    @SuppressWarnings("NullAway") // generated builders do not tell what may be null
    static OperationStatus free(OperationStatus before, @Nullable NodeAffinity place) {
        return OperationStatusBuilder.builder(before)
                .phase(OperationPhase.PENDING)
                .duration(UNFINISHED)
                .conditions(List.of())
                .waitingFor(waitingFor(false))
                .nodeAffinity(place)
                .build();
    }

    /** Whether the operation that this one runs after was complete once. */
    static boolean isFree(OperationStatus status) {
        return status.waitingFor() != null
                && Boolean.FALSE.equals(status.waitingFor().operationComplete());
    }

    private static @Nullable WaitingStatus waitingFor(boolean operation) {
        return new WaitingStatus(operation, Map.of());
    }

    @SuppressWarnings("NullAway") // generated builders do not tell what may be null
    static OperationStatus executing(OperationStatus before) {
        return OperationStatusBuilder.builder(before)
                .phase(OperationPhase.EXECUTING)
                .duration(UNFINISHED)
                .conditions(List.of())
                .waitingFor(before.waitingFor() == null ? null : waitingFor(false))
                .build();
    }

    /** A repeated operation before its first round, or in one of its rounds. */
    static OperationStatus round(OperationStatus before, boolean runs) {
        boolean first = !AGAIN.equals(before.duration()) && end(before).isEmpty();
        return OperationStatusBuilder.builder(executing(before))
                .phase(runs ? OperationPhase.EXECUTING : OperationPhase.PENDING)
                .duration(first ? UNFINISHED : AGAIN)
                .build();
    }

    /** A repeated operation that goes on as it was last accepted; what is wrong with it now is told beside that. */
    static OperationStatus troubled(
            OperationStatus status, OperationStatus before, String reason, String message, Instant now) {
        OperationCondition trouble = before.conditions().stream()
                .filter(condition -> WAITING.equals(condition.type())
                        && reason.equals(condition.reason())
                        && message.equals(condition.message()))
                .findFirst()
                .orElseGet(() -> condition(WAITING, reason, message, now));
        List<OperationCondition> conditions = new ArrayList<>(status.conditions());
        conditions.add(trouble);
        return OperationStatusBuilder.builder(status).conditions(conditions).build();
    }

    /** Whether it can never run, in contrast to one whose Job has failed. */
    static boolean isRefused(OperationStatus status) {
        return status.conditions().stream()
                .anyMatch(condition ->
                        FAILED.equals(condition.type()) && !OperationReasons.FAILED.equals(condition.reason()));
    }

    static OperationStatus ended(
            OperationStatus before, boolean well, String reason, String message, Duration took, Instant now) {
        return OperationStatusBuilder.builder(before)
                .phase(well ? OperationPhase.COMPLETE : OperationPhase.FAILED)
                .duration(HumanText.duration(took))
                .conditions(List.of(condition(well ? COMPLETE : FAILED, reason, message, now)))
                .build();
    }

    static boolean says(OperationStatus status, String reason, String message) {
        return status.conditions().stream()
                .anyMatch(condition -> reason.equals(condition.reason()) && message.equals(condition.message()));
    }

    /** When the operation ended; empty while it has not. */
    static Optional<Instant> end(OperationStatus status) {
        return status.conditions().stream()
                .filter(condition ->
                        condition.type().equals(COMPLETE) || condition.type().equals(FAILED))
                .map(OperationCondition::lastTransitionTime)
                .findFirst()
                .map(Instant::parse);
    }

    private static OperationCondition condition(String type, String reason, String message, Instant now) {
        String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
        return OperationConditionBuilder.builder()
                .type(type)
                .status("True")
                .reason(reason)
                .message(message)
                .lastProbeTime(time)
                .lastTransitionTime(time)
                .build();
    }
}
