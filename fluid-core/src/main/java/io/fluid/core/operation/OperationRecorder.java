package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.client.CustomResource;
import io.fluid.api.v1alpha1.OperationCondition;
import io.fluid.api.v1alpha1.OperationStatus;
import io.fluid.api.v1alpha1.OperationStatusBuilder;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Cluster.EventType;
import io.fluid.core.kube.ReconcileResult;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Tells in status and events how an operation goes. */
final class OperationRecorder {

    private final Cluster cluster;
    private final Clock clock;

    OperationRecorder(Cluster cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    static OperationStatus status(CustomResource<?, OperationStatus> operation) {
        return OperationStatuses.of(operation.getStatus());
    }

    /** Says once what the operation waits for. */
    ReconcileResult await(CustomResource<?, OperationStatus> operation, EventType type, String reason, String message) {
        OperationStatus status = status(operation);
        if (!OperationStatuses.says(status, reason, message)) {
            cluster.event(operation, type, reason, message);
            cluster.patchStatus(operation, OperationStatuses.waiting(status, reason, message, clock.instant()));
        }
        return ReconcileResult.done();
    }

    void executes(CustomResource<?, OperationStatus> operation) {
        cluster.patchStatus(operation, OperationStatuses.executing(status(operation)));
    }

    /** The operation need not wait for its predecessor any more; its place may be forgotten with it. */
    void isFree(CustomResource<?, OperationStatus> operation, @Nullable NodeAffinity place) {
        cluster.patchStatus(operation, OperationStatuses.free(status(operation), place));
    }

    /** Writes a status, and tells the conditions that are new in it. */
    void tells(CustomResource<?, OperationStatus> operation, OperationStatus status) {
        List<OperationCondition> known = status(operation).conditions();
        if (cluster.patchStatus(operation, status)) {
            status.conditions().stream()
                    .filter(condition -> !known.contains(condition))
                    .forEach(condition -> cluster.event(
                            operation,
                            OperationStatuses.COMPLETE.equals(condition.type()) ? EventType.NORMAL : EventType.WARNING,
                            String.valueOf(condition.reason()),
                            String.valueOf(condition.message())));
        }
    }

    /** Ends an operation that never ran. */
    void fails(CustomResource<?, OperationStatus> operation, String reason, String message) {
        cluster.event(operation, EventType.WARNING, reason, message);
        cluster.patchStatus(
                operation,
                OperationStatuses.ended(status(operation), false, reason, message, Duration.ZERO, clock.instant()));
    }

    /**
     * The status of an operation, or of a round of it, as its Job ended.
     *
     * @param before the status to go on from
     */
    @SuppressWarnings("NullAway") // generated builders do not tell what may be null
    OperationStatus ended(OperationStatus before, JobOutcome outcome, Map<String, String> infos) {
        String reason = outcome.well() ? OperationReasons.SUCCEED : OperationReasons.FAILED;
        OperationStatus after = OperationStatuses.ended(
                before, outcome.well(), reason, outcome.message(), outcome.took(), outcome.at());
        boolean known = before.conditions().containsAll(after.conditions());
        return OperationStatusBuilder.builder(after)
                .infos(outcome.well() ? infos : before.infos())
                .nodeAffinity(known ? before.nodeAffinity() : Places.of(cluster, outcome.node()))
                .build();
    }
}
