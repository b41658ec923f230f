package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.Pod;
import io.fluid.api.DatasetId;
import io.fluid.api.Labels;
import io.fluid.api.Labels.Medium;
import io.fluid.core.kube.Cluster;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.status.HumanText;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** The labels that tell on which nodes a Dataset is cached. */
final class NodeLabels {

    // Exactly one such label per Dataset and node.
    private static final Pattern TOTAL_SIZE = Pattern.compile(Pattern.quote(Labels.SIZE_PREFIX) + "[a-z0-9]+-t-.+");
    private static final int LONGEST_VALUE = 63;

    private final Cluster cluster;
    private final String runtimeType;
    private final Map<String, String> excluded;

    NodeLabels(Cluster cluster, String runtimeType, Map<String, String> excluded) {
        this.cluster = cluster;
        this.runtimeType = runtimeType;
        this.excluded = excluded;
    }

    /** Labels the nodes of the workers, and takes the labels from nodes that have no worker any more. */
    void sync(CacheRequest request, CacheDescription description, Collection<Pod> workers) {
        DatasetId id = request.datasetId();
        Set<String> wanted = new LinkedHashSet<>();
        workers.stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .map(pod -> pod.getSpec().getNodeName())
                .filter(Objects::nonNull)
                .forEach(wanted::add);
        for (NodeMetadata node :
                cluster.list(NodeMetadata.class, "", Map.of(Labels.storage(runtimeType, id), Labels.TRUE))) {
            if (!wanted.contains(node.getMetadata().getName())) {
                write(node, none(id), exclusiveValue(id));
            }
        }
        Map<String, String> labels = labels(request, description);
        for (String name : wanted) {
            cluster.get(NodeMetadata.class, "", name)
                    .filter(node -> !isExcluded(node))
                    .ifPresent(node -> write(node, labels, exclusiveValue(id)));
        }
    }

    /**
     * Takes all labels of the Dataset from all nodes, those that ask for fuse pods as well.
     *
     * @param taken whether another runtime serves the Dataset: what is the same for both stays
     */
    void clear(DatasetId id, boolean taken) {
        Map<String, @Nullable String> none = none(id);
        List<String> marks = new ArrayList<>(List.of(Labels.storage(runtimeType, id)));
        if (taken) {
            none.remove(id.key(Labels.STORAGE_PREFIX));
        } else {
            none.put(id.key(Labels.FUSE_PREFIX), null);
            marks.add(id.key(Labels.FUSE_PREFIX));
        }
        Map<String, NodeMetadata> nodes = new HashMap<>();
        for (String label : marks) {
            cluster.list(NodeMetadata.class, "", Map.of(label, Labels.TRUE))
                    .forEach(node -> nodes.put(node.getMetadata().getName(), node));
        }
        nodes.values().forEach(node -> write(node, none, exclusiveValue(id)));
    }

    private boolean isExcluded(NodeMetadata node) {
        Map<String, String> labels = node.getMetadata().getLabels();
        return !excluded.isEmpty() && labels != null && labels.entrySet().containsAll(excluded.entrySet());
    }

    private Map<String, String> labels(CacheRequest request, CacheDescription description) {
        DatasetId id = request.datasetId();
        Map<String, String> labels = new HashMap<>();
        labels.put(id.key(Labels.STORAGE_PREFIX), Labels.TRUE);
        labels.put(Labels.storage(runtimeType, id), Labels.TRUE);
        long memory = description.workerMemoryBytes();
        long disk = description.workerDiskBytes();
        if (memory > 0) {
            labels.put(Labels.size(runtimeType, Medium.MEMORY, id), HumanText.shortSize(memory));
        }
        if (disk > 0) {
            labels.put(Labels.size(runtimeType, Medium.DISK, id), HumanText.shortSize(disk));
        }
        labels.put(Labels.size(runtimeType, Medium.TOTAL, id), HumanText.shortSize(memory + disk));
        if (Placement.mode(request.dataset()).equals(Placement.EXCLUSIVE)) {
            labels.put(Labels.EXCLUSIVE, exclusiveValue(id));
        }
        return labels;
    }

    private Map<String, @Nullable String> none(DatasetId id) {
        Map<String, @Nullable String> none = new HashMap<>();
        none.put(id.key(Labels.STORAGE_PREFIX), null);
        none.put(Labels.storage(runtimeType, id), null);
        for (Medium medium : Medium.values()) {
            none.put(Labels.size(runtimeType, medium, id), null);
        }
        return none;
    }

    private static String exclusiveValue(DatasetId id) {
        String readable = id.namespace() + "_" + id.name();
        return readable.length() <= LONGEST_VALUE ? readable : id.uid();
    }

    // One node at a time: the number of Datasets is counted from the labels that are there.
    @SuppressWarnings("NullAway") // a null value removes the label
    private synchronized void write(
            NodeMetadata seen, Map<String, ? extends @Nullable String> change, String ownExclusive) {
        Map<String, String> before = labelsOf(seen);
        Map<String, @Nullable String> labels = new HashMap<>(change);
        String exclusive = before.get(Labels.EXCLUSIVE);
        if (ownExclusive.equals(exclusive)) {
            labels.putIfAbsent(Labels.EXCLUSIVE, null);
        } else if (exclusive != null) {
            // A node that two Datasets claim (one is leaving) keeps the first claim: they would write without end.
            labels.remove(Labels.EXCLUSIVE);
        }
        Map<String, String> after = new HashMap<>(before);
        labels.forEach((key, value) -> {
            if (value == null) {
                after.remove(key);
            } else {
                after.put(key, value);
            }
        });
        long count = after.keySet().stream()
                .filter(key -> TOTAL_SIZE.matcher(key).matches())
                .count();
        labels.put(Labels.DATASET_COUNT, count == 0 ? null : Long.toString(count));
        cluster.patchMetadata(seen, labels, Map.of());
    }

    private static Map<String, String> labelsOf(NodeMetadata node) {
        Map<String, String> labels = node.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }
}
