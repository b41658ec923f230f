package io.fluid.core.operation;

import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetPhase;
import io.fluid.api.v1alpha1.DatasetStatus;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.ObjectKey;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The names of running operations in {@code Dataset.status.operationRef}. */
final class OperationMarker {

    private static final String MIGRATION = "DataMigrate";

    private final Cluster cluster;
    private final String kind;

    OperationMarker(Cluster cluster, String kind) {
        this.cluster = cluster;
        this.kind = kind;
    }

    /**
     * Marks the Dataset, and no other: the operation may have been edited since it marked one.
     *
     * @param stale as for {@link #remove}
     */
    void add(Dataset dataset, String name, boolean stale) {
        Dataset latest = latest(dataset);
        marked(dataset.getMetadata().getNamespace(), name)
                .filter(other -> !ObjectKey.of(other).equals(ObjectKey.of(latest)))
                .forEach(other -> remove(other, name, stale));
        List<String> names = names(latest);
        if (!names.contains(name)) {
            names.add(name);
            write(latest, names, false);
        }
    }

    /** @param stale whether what was counted of the Dataset's storage holds no longer */
    void remove(String namespace, String name, boolean stale) {
        marked(namespace, name).forEach(dataset -> remove(dataset, name, stale));
    }

    private void remove(Dataset dataset, String name, boolean stale) {
        List<String> names = names(dataset);
        names.remove(name);
        write(dataset, names, stale);
    }

    private Stream<Dataset> marked(String namespace, String name) {
        return cluster.list(Dataset.class, namespace, Map.of()).stream()
                .filter(dataset -> names(dataset).contains(name));
    }

    // Other operations may have been marked since the caller read the Dataset.
    private Dataset latest(Dataset dataset) {
        return cluster.get(
                        Dataset.class,
                        dataset.getMetadata().getNamespace(),
                        dataset.getMetadata().getName())
                .orElse(dataset);
    }

    private List<String> names(Dataset dataset) {
        String text = dataset.getStatus() == null
                ? null
                : dataset.getStatus().operationRef().get(kind);
        return text == null || text.isEmpty() ? new ArrayList<>() : new ArrayList<>(Arrays.asList(text.split(",")));
    }

    // The list of names is replaced as a whole, so the write counts only for the list that was read.
    @SuppressWarnings("NullAway") // a null value removes the entry
    private void write(Dataset dataset, List<String> names, boolean stale) {
        Map<String, @Nullable Object> entry = new HashMap<>();
        if (dataset.getStatus() != null) {
            entry.putAll(dataset.getStatus().operationRef());
        }
        entry.put(kind, names.isEmpty() ? null : String.join(",", names));
        Map<String, @Nullable Object> status = new HashMap<>();
        status.put("operationRef", entry);
        if (stale) {
            // The runtime's controller counts what the status lacks.
            status.put("ufsTotal", null);
            status.put("fileNum", null);
        }
        if (kind.equals(MIGRATION)) {
            phase(dataset, names.isEmpty()).ifPresent(phase -> status.put("phase", phase));
        }
        cluster.patchStatusAsSeen(dataset, status);
    }

    /** The phase that begins or ends with the migrations; any other is the runtime's to say. */
    private static Optional<String> phase(Dataset dataset, boolean over) {
        DatasetStatus status = dataset.getStatus();
        if (status == null || status.runtimes().isEmpty()) {
            return Optional.empty();
        }
        if (over) {
            return DatasetPhase.DATA_MIGRATING.equals(status.phase())
                    ? Optional.of(DatasetPhase.BOUND)
                    : Optional.empty();
        }
        return DatasetPhase.BOUND.equals(status.phase()) ? Optional.of(DatasetPhase.DATA_MIGRATING) : Optional.empty();
    }
}
