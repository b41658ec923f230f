package io.fluid.core.operation;

import io.fabric8.kubernetes.client.CustomResource;
import io.fluid.api.v1alpha1.OperationStatus;
import io.fluid.api.v1alpha1.OperationStatusBuilder;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Cluster.EventType;
import io.fluid.core.kube.ReconcileResult;

import java.time.Clock;
import java.time.Duration;
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

    void writes(CustomResource<?, OperationStatus> operation, OperationStatus status) {
        cluster.patchStatus(operation, status);
    }

    /** Ends an operation that never ran. */
    void fails(CustomResource<?, OperationStatus> operation, String reason, String message) {
        cluster.event(operation, EventType.WARNING, reason, message);
        cluster.patchStatus(
                operation,
                OperationStatuses.ended(status(operation), false, reason, message, Duration.ZERO, clock.instant()));
    }

    /**
     * Ends an operation, or a round of it, as its Job ended; tells it once.
     *
     * @param before the status to go on from
     */
    @SuppressWarnings("NullAway") // generated builders do not tell what may be null
    void ends(
            CustomResource<?, OperationStatus> operation,
            OperationStatus before,
            JobOutcome outcome,
            Map<String, String> infos) {
        String reason = outcome.well() ? OperationReasons.SUCCEED : OperationReasons.FAILED;
        OperationStatus after = OperationStatusBuilder.builder(OperationStatuses.ended(
                        before, outcome.well(), reason, outcome.message(), outcome.took(), outcome.at()))
                .infos(outcome.well() ? infos : before.infos())
                .nodeAffinity(outcome.place())
                .build();
        if (cluster.patchStatus(operation, after)) {
            cluster.event(operation, outcome.well() ? EventType.NORMAL : EventType.WARNING, reason, outcome.message());
        }
    }
}
