package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fluid.api.Labels;
import io.fluid.core.kube.Cluster;
import io.fluid.core.spi.CacheDescription;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

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
            master = component.equals(Labels.MASTER) ? set : master;
            worker = component.equals(Labels.WORKER) ? set : worker;
        }
        DaemonSet fuse = cluster.list(DaemonSet.class, namespace, labels).stream()
                .findFirst()
                .orElse(null);
        return new Workloads(master, worker, fuse, pods(cluster, namespace, labels));
    }

    private static List<Pod> pods(Cluster cluster, String namespace, Map<String, String> labels) {
        return cluster.list(Pod.class, namespace, labels).stream()
                .filter(pod -> !component(pod.getMetadata().getLabels()).equals(Labels.FUSE))
                .toList();
    }

    /** As {@link #observe}, also with what was applied a moment ago and has not come back through the watch yet. */
    static Workloads observe(
            Cluster cluster, String namespace, Map<String, String> labels, CacheDescription description) {
        return new Workloads(
                now(cluster, namespace, description.master()),
                now(cluster, namespace, description.worker()),
                now(cluster, namespace, description.fuse().daemonSet()),
                pods(cluster, namespace, labels));
    }

    @SuppressWarnings("unchecked")
    private static <T extends HasMetadata> @Nullable T now(Cluster cluster, String namespace, @Nullable T described) {
        return described == null
                ? null
                : (T) cluster.get(
                                described.getClass(),
                                namespace,
                                described.getMetadata().getName())
                        .orElse(null);
    }

    List<Pod> workerPods() {
        return pods.stream()
                .filter(pod -> component(pod.getMetadata().getLabels()).equals(Labels.WORKER))
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
        return labels == null ? "" : labels.getOrDefault(Labels.COMPONENT, "");
    }
}
