package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fluid.api.Labels;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.ObjectKey;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Brings a changed description to the fuse pods. Their set replaces none by itself: an application would lose its mount.
 * A pod is replaced when no application on its node mounts the Dataset; the others wait.
 */
final class FuseRollOut {

    private final Cluster cluster;
    private final DatasetUse use;

    FuseRollOut(Cluster cluster, DatasetUse use) {
        this.cluster = cluster;
        this.use = use;
    }

    /**
     * Replaces what can be replaced now.
     *
     * @return names of the pods that have to wait for applications
     */
    List<String> advance(ObjectKey key, @Nullable DaemonSet fuse, List<Pod> pods) {
        if (fuse == null) {
            return List.of();
        }
        String wanted = generation(fuse.getSpec().getTemplate().getMetadata().getLabels());
        List<Pod> outdated = pods.stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod ->
                        !Objects.equals(wanted, generation(pod.getMetadata().getLabels())))
                .toList();
        if (outdated.isEmpty()) {
            return List.of();
        }
        Set<String> busy = use.nodesMounting(key.namespace(), key.name());
        List<String> waiting = new ArrayList<>();
        for (Pod pod : outdated) {
            String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
            if (node != null && busy.contains(node)) {
                waiting.add(pod.getMetadata().getName());
            } else {
                cluster.delete(pod);
            }
        }
        return waiting;
    }

    private static @Nullable String generation(@Nullable Map<String, String> labels) {
        return labels == null ? null : labels.get(Labels.FUSE_GENERATION);
    }
}
