package io.fluid.core.dataset;

import io.fluid.api.v1alpha1.Condition;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetStatus;
import io.fluid.api.v1alpha1.DatasetStatusBuilder;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Cluster.EventType;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.ReconcileResult;
import io.fluid.core.status.Conditions;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Holds the deletion of a Dataset up while somebody needs it, and says who. */
public final class DeletionGuard {

    /** Back-up for pods that no watch of ours sees. */
    static final Duration RECHECK = Duration.ofSeconds(10);

    private final Cluster cluster;
    private final Clock clock;

    public DeletionGuard(Cluster cluster, Clock clock) {
        this.cluster = cluster;
        this.clock = clock;
    }

    private record Blocked(String reason, String message) {}

    /** Empty when nobody needs the Dataset; else who does has been told, and when to look again. */
    public Optional<ReconcileResult> hold(Dataset dataset) {
        Optional<Blocked> blocked = blocked(dataset);
        blocked.ifPresent(why -> tell(dataset, why));
        return blocked.map(why -> ReconcileResult.after(RECHECK));
    }

    private void tell(Dataset dataset, Blocked why) {
        DatasetStatus status = DatasetReconciler.status(dataset);
        List<Condition> conditions = new Conditions(status.conditions(), clock.instant())
                .set(DatasetReconciler.DELETION_BLOCKED, true, why.reason(), why.message())
                .list();
        if (cluster.patchStatus(
                dataset,
                DatasetStatusBuilder.builder(status).conditions(conditions).build())) {
            cluster.event(dataset, EventType.WARNING, "ErrorDeleteDataset", why.message());
        }
    }

    private Optional<Blocked> blocked(Dataset dataset) {
        ObjectKey key = ObjectKey.of(dataset);
        List<String> pods = DatasetUsers.podsUsing(cluster, key.namespace(), key.name());
        if (!pods.isEmpty()) {
            return Optional.of(new Blocked(
                    "DatasetInUse", "deletion waits for pods that use the dataset: " + String.join(", ", pods)));
        }
        List<String> referring = DatasetUsers.referring(cluster, dataset).stream()
                .map(ObjectKey::toString)
                .toList();
        if (!referring.isEmpty()) {
            return Optional.of(new Blocked(
                    "DatasetReferenced",
                    "deletion waits for datasets that mount this one: " + String.join(", ", referring)));
        }
        return Optional.empty();
    }
}
