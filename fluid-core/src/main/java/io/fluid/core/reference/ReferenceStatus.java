package io.fluid.core.reference;

import io.fluid.api.v1alpha1.Condition;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetPhase;
import io.fluid.api.v1alpha1.DatasetStatus;
import io.fluid.api.v1alpha1.DatasetStatusBuilder;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.core.dataset.DatasetReconciler;
import io.fluid.core.status.Conditions;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the status of a Dataset says that refers to another one. */
final class ReferenceStatus {

    private static final Set<String> OWN = Set.of(
            DatasetReconciler.NOT_READY, DatasetReconciler.DELETION_BLOCKED, DatasetReconciler.RUNTIME_TYPE_UNKNOWN);

    private ReferenceStatus() {}

    static DatasetStatus of(Dataset dataset) {
        return dataset.getStatus() == null ? DatasetStatusBuilder.builder().build() : dataset.getStatus();
    }

    /**
     * The status while the other one is served: that of the other, but for what is its alone.
     *
     * @param mounts what the volume is bound to
     * @param obstacle what does not work besides
     */
    @SuppressWarnings("NullAway") // generated builders do not tell what may be null
    static DatasetStatus serving(
            Dataset reference, Dataset target, List<Mount> mounts, @Nullable Obstacle obstacle, Instant now) {
        DatasetStatus other = of(target);
        List<Condition> conditions = new ArrayList<>();
        other.conditions().stream()
                .filter(condition -> !OWN.contains(condition.type())
                        || condition.type().equals(DatasetReconciler.NOT_READY) && obstacle == null)
                .forEach(conditions::add);
        if (obstacle != null) {
            conditions.addAll(notReady(reference, obstacle, now));
        }
        return DatasetStatusBuilder.builder(of(reference))
                .phase(other.phase())
                .conditions(conditions)
                .runtimes(other.runtimes())
                .mounts(mounts)
                .ufsTotal(other.ufsTotal())
                .fileNum(other.fileNum())
                .cacheStates(other.cacheStates())
                .hcfs(other.hcfs())
                .build();
    }

    /**
     * The status while there is nothing to mount.
     *
     * @param mounts what the volume is still bound to; empty without a volume
     */
    @SuppressWarnings("NullAway") // generated builders do not tell what may be null
    static DatasetStatus withheld(Dataset reference, List<Mount> mounts, Obstacle obstacle, Instant now) {
        return DatasetStatusBuilder.builder(of(reference))
                .phase(DatasetPhase.NOT_BOUND)
                .conditions(notReady(reference, obstacle, now))
                .runtimes(List.of())
                .mounts(mounts)
                .ufsTotal(null)
                .fileNum(null)
                .cacheStates(Map.of())
                .hcfs(null)
                .build();
    }

    private static List<Condition> notReady(Dataset reference, Obstacle obstacle, Instant now) {
        List<Condition> before = of(reference).conditions().stream()
                .filter(condition -> condition.type().equals(DatasetReconciler.NOT_READY))
                .toList();
        return new Conditions(before, now)
                .set(DatasetReconciler.NOT_READY, true, obstacle.reason(), obstacle.message())
                .list();
    }
}
