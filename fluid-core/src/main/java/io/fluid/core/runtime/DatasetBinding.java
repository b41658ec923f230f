package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fluid.api.v1alpha1.Condition;
import io.fluid.api.v1alpha1.DataMigrate;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetPhase;
import io.fluid.api.v1alpha1.DatasetStatus;
import io.fluid.api.v1alpha1.DatasetStatusBuilder;
import io.fluid.api.v1alpha1.HcfsStatusBuilder;
import io.fluid.api.v1alpha1.Runtime;
import io.fluid.api.v1alpha1.RuntimeBuilder;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.status.Conditions;
import io.fluid.core.status.HumanText;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** What the runtime controller says in a Dataset's status. */
final class DatasetBinding {

    static final String CALCULATING = "[Calculating]";

    private static final String MIGRATION = HasMetadata.getKind(DataMigrate.class);
    private static final String SERVES = "The ddc runtime is ready.";
    private static final String CATEGORY = "Accelerate";
    private static final Set<String> BUSY = Set.of(DatasetPhase.DATA_MIGRATING);

    private final EngineDescriptor engine;

    DatasetBinding(EngineDescriptor engine) {
        this.engine = engine;
    }

    static DatasetStatus status(Dataset dataset) {
        return dataset.getStatus() == null ? DatasetStatusBuilder.builder().build() : dataset.getStatus();
    }

    /** Whether another runtime has the Dataset. */
    boolean isTaken(Dataset dataset) {
        List<Runtime> runtimes = status(dataset).runtimes();
        return !runtimes.isEmpty() && !isOurs(dataset, runtimes.get(0));
    }

    /** Whether this runtime has the Dataset. */
    boolean isBound(Dataset dataset) {
        List<Runtime> runtimes = status(dataset).runtimes();
        return !runtimes.isEmpty() && isOurs(dataset, runtimes.get(0));
    }

    /** The status when the cache serves what the spec says. */
    @SuppressWarnings("NullAway") // generated builders do not tell what may be null
    DatasetStatus bound(
            Dataset dataset, int masters, @Nullable String hcfs, CacheFigures figures, boolean measures, Instant now) {
        DatasetStatus before = status(dataset);
        return DatasetStatusBuilder.builder(serving(dataset, figures, measures, now))
                .runtimes(List.of(RuntimeBuilder.builder()
                        .name(dataset.getMetadata().getName())
                        .namespace(dataset.getMetadata().getNamespace())
                        .category(CATEGORY)
                        .type(engine.runtimeType())
                        .masterReplicas(masters)
                        .build()))
                .mounts(dataset.getSpec().mounts())
                .hcfs(
                        hcfs == null
                                ? before.hcfs()
                                : HcfsStatusBuilder.builder().endpoint(hcfs).build())
                .build();
    }

    /** The status when the cache serves, be it by an earlier spec. */
    DatasetStatus serving(Dataset dataset, CacheFigures figures, boolean measures, Instant now) {
        DatasetStatus before = status(dataset);
        Conditions conditions = new Conditions(before.conditions(), now)
                .set(RuntimeConditions.READY, true, RuntimeConditions.DATASET_READY, SERVES)
                .remove(RuntimeConditions.UPDATING);
        if (Conditions.find(before.conditions(), RuntimeConditions.NOT_READY)
                .filter(DatasetBinding::isOurs)
                .isPresent()) {
            conditions.set(RuntimeConditions.NOT_READY, false, RuntimeConditions.DATASET_READY, SERVES);
        }
        String phase = before.phase() != null && BUSY.contains(before.phase()) ? before.phase() : DatasetPhase.BOUND;
        DatasetStatus after = withTotals(DatasetStatusBuilder.builder(before), dataset, figures, measures)
                .phase(phase)
                .conditions(conditions.list())
                .build();
        Map<String, String> states = figures.states(storedBytes(after, figures));
        return states.isEmpty()
                ? after
                : DatasetStatusBuilder.builder(after).cacheStates(states).build();
    }

    // After a restart only the text in the status is left.
    private static OptionalLong storedBytes(DatasetStatus status, CacheFigures figures) {
        return figures.totals() == null
                ? HumanText.bytes(status.ufsTotal())
                : OptionalLong.of(figures.totals().bytes());
    }

    /** The figures for {@code status.cacheStates}; empty when not known. */
    Map<String, String> cacheStates(Dataset dataset, CacheFigures figures) {
        return figures.states(storedBytes(status(dataset), figures));
    }

    /** The status while pods are replaced because the spec was changed. */
    DatasetStatus replacing(Dataset dataset, String message, Instant now) {
        DatasetStatus before = status(dataset);
        return DatasetStatusBuilder.builder(before)
                .conditions(new Conditions(before.conditions(), now)
                        .set(RuntimeConditions.READY, false, RuntimeConditions.DATASET_UPDATING, message)
                        .set(RuntimeConditions.UPDATING, true, RuntimeConditions.DATASET_UPDATING, message)
                        .list())
                .build();
    }

    /** The status while the running cache goes over to the spec's mounts. */
    DatasetStatus updating(Dataset dataset, String message, Instant now) {
        DatasetStatus before = status(dataset);
        return DatasetStatusBuilder.builder(before)
                .phase(DatasetPhase.UPDATING)
                .conditions(new Conditions(before.conditions(), now)
                        .set(RuntimeConditions.UPDATING, true, RuntimeConditions.DATASET_UPDATING, message)
                        .list())
                .build();
    }

    /** The status when the cache served before and does not now. */
    DatasetStatus failed(Dataset dataset, String message, Instant now) {
        DatasetStatus before = status(dataset);
        return DatasetStatusBuilder.builder(before)
                .phase(DatasetPhase.FAILED)
                .conditions(new Conditions(before.conditions(), now)
                        .set(RuntimeConditions.READY, false, RuntimeConditions.DATASET_FAILED, message)
                        .set(RuntimeConditions.NOT_READY, true, RuntimeConditions.DATASET_FAILED, message)
                        .list())
                .build();
    }

    /** The status when the cache could not be set up. */
    DatasetStatus notReady(Dataset dataset, String message, Instant now) {
        DatasetStatus before = status(dataset);
        return DatasetStatusBuilder.builder(before)
                .conditions(new Conditions(before.conditions(), now)
                        .set(RuntimeConditions.NOT_READY, true, RuntimeConditions.DATASET_FAILED_TO_SETUP, message)
                        .list())
                .build();
    }

    /** What is left of the status when the runtime goes: nothing of ours. */
    @SuppressWarnings("NullAway") // a null value removes the field
    static Map<String, Object> released() {
        Map<String, @Nullable Object> status = new HashMap<>();
        status.put("phase", DatasetPhase.NOT_BOUND);
        status.put("conditions", List.of());
        for (String field : List.of("ufsTotal", "cacheStates", "runtimes", "hcfs", "fileNum", "mounts")) {
            status.put(field, null);
        }
        return (Map<String, Object>) (Map<String, ?>) status;
    }

    @SuppressWarnings("NullAway") // generated builders do not tell what may be null
    private static DatasetStatusBuilder withTotals(
            DatasetStatusBuilder status, Dataset dataset, CacheFigures figures, boolean measures) {
        if (!measures) {
            // Counting was turned off before it came to an end.
            return CALCULATING.equals(status(dataset).ufsTotal()) ? status.ufsTotal(null) : status;
        }
        var totals = figures.totals();
        if (totals != null && totals.mounts().equals(dataset.getSpec().mounts()) && !isMigrating(dataset)) {
            return status.ufsTotal(HumanText.size(totals.bytes())).fileNum(Long.toString(totals.files()));
        }
        return knowsTotals(dataset) ? status : status.ufsTotal(CALCULATING).fileNum(null);
    }

    /** Whether the status holds the totals of the present mounts. */
    static boolean knowsTotals(Dataset dataset) {
        DatasetStatus status = status(dataset);
        return status.ufsTotal() != null
                && !status.ufsTotal().isEmpty()
                && !status.ufsTotal().equals(CALCULATING)
                && status.mounts().equals(dataset.getSpec().mounts());
    }

    /** Whether what was counted holds no longer; the end of a migration leaves the status without it. */
    static boolean lacksTotals(Dataset dataset) {
        String total = status(dataset).ufsTotal();
        return total == null || total.isEmpty();
    }

    /** Whether a migration runs: what is counted meanwhile is out of date when it ends. */
    static boolean isMigrating(Dataset dataset) {
        return status(dataset).operationRef().containsKey(MIGRATION);
    }

    // What the dataset-controller finds wrong with a Dataset is for it to take back; it begins with the field.
    private static boolean isOurs(Condition notReady) {
        return !RuntimeConditions.DATASET_FAILED_TO_SETUP.equals(notReady.reason())
                || !String.valueOf(notReady.message()).startsWith("Dataset.");
    }

    private boolean isOurs(Dataset dataset, Runtime runtime) {
        return dataset.getMetadata().getName().equals(runtime.name())
                && dataset.getMetadata().getNamespace().equals(runtime.namespace())
                && engine.runtimeType().equals(runtime.type());
    }
}
