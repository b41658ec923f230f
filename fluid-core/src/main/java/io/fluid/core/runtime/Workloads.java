package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fluid.core.kube.Cluster;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The workloads of a cache as they are.
 *
 * @param master null when there is none
 * @param worker null when there is none
 * @param fuse null when there is none
 * @param pods pods of master and workers
 */
record Workloads(
        @Nullable StatefulSet master,
        @Nullable StatefulSet worker,
        @Nullable DaemonSet fuse,
        List<Pod> pods) {

    static Workloads observe(Cluster cluster, String namespace, Map<String, String> labels) {
        StatefulSet master = null;
        StatefulSet worker = null;
        for (StatefulSet set : cluster.list(StatefulSet.class, namespace, labels)) {
            String component = component(set.getMetadata().getLabels());
            master = component.equals(Decoration.MASTER) ? set : master;
            worker = component.equals(Decoration.WORKER) ? set : worker;
        }
        DaemonSet fuse = cluster.list(DaemonSet.class, namespace, labels).stream()
                .findFirst()
                .orElse(null);
        List<Pod> pods = cluster.list(Pod.class, namespace, labels).stream()
                .filter(pod -> !component(pod.getMetadata().getLabels()).equals(Decoration.FUSE))
                .toList();
        return new Workloads(master, worker, fuse, pods);
    }

    List<Pod> workerPods() {
        return pods.stream()
                .filter(pod -> component(pod.getMetadata().getLabels()).equals(Decoration.WORKER))
                .toList();
    }

    /** More than half of the masters are there: enough to elect a leader. */
    boolean masterReady() {
        return master == null || ready(master) * 2 > wanted(master);
    }

    /** One worker is enough, and none when none is wanted. */
    boolean workersReady() {
        return worker == null || wanted(worker) == 0 || ready(worker) > 0;
    }

    boolean serves() {
        return masterReady() && workersReady();
    }

    static int wanted(StatefulSet set) {
        Integer replicas = set.getSpec().getReplicas();
        return replicas == null ? 1 : replicas;
    }

    static int ready(StatefulSet set) {
        return set.getStatus() == null ? 0 : number(set.getStatus().getReadyReplicas());
    }

    static int number(@Nullable Integer value) {
        return value == null ? 0 : value;
    }

    private static String component(@Nullable Map<String, String> labels) {
        return labels == null ? "" : labels.getOrDefault(Decoration.COMPONENT, "");
    }
}
