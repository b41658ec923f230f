package io.fluid.core.operation;

import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetPhase;
import io.fluid.core.kube.Cluster;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The names of running operations in {@code Dataset.status.operationRef}. */
final class OperationMarker {

    private static final String MIGRATION = "DataMigrate";

    private final Cluster cluster;
    private final String kind;

    OperationMarker(Cluster cluster, String kind) {
        this.cluster = cluster;
        this.kind = kind;
    }

    void add(Dataset dataset, String name) {
        List<String> names = names(dataset);
        if (!names.contains(name)) {
            names.add(name);
            write(dataset, names);
        }
    }

    void remove(Dataset dataset, String name) {
        List<String> names = names(dataset);
        if (names.remove(name)) {
            write(dataset, names);
        }
    }

    private List<String> names(Dataset dataset) {
        String text = dataset.getStatus() == null
                ? null
                : dataset.getStatus().operationRef().get(kind);
        return text == null || text.isEmpty() ? new ArrayList<>() : new ArrayList<>(Arrays.asList(text.split(",")));
    }

    @SuppressWarnings("NullAway") // a null value removes the entry
    private void write(Dataset dataset, List<String> names) {
        Map<String, @Nullable Object> entry = new HashMap<>();
        if (dataset.getStatus() != null) {
            entry.putAll(dataset.getStatus().operationRef());
        }
        entry.put(kind, names.isEmpty() ? null : String.join(",", names));
        Map<String, Object> status = new HashMap<>();
        status.put("operationRef", entry);
        if (kind.equals(MIGRATION)) {
            status.put("phase", names.isEmpty() ? DatasetPhase.BOUND : DatasetPhase.DATA_MIGRATING);
        }
        cluster.patchStatus(dataset, status);
    }
}
