package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fluid.api.Labels;
import io.fluid.core.kube.Cluster;
import io.fluid.core.spi.CacheDescription;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The workloads of a cache as they are.
 *
 * @param master null when there is none
 * @param worker null when there is none
 * @param fuse null when there is none
 * @param pods pods of master and workers
 * @param fusePods pods of the fuse
 */
record Workloads(
        @Nullable StatefulSet master,
        @Nullable StatefulSet worker,
        @Nullable DaemonSet fuse,
        List<Pod> pods,
        List<Pod> fusePods) {

    static Workloads observe(Cluster cluster, String namespace, Map<String, String> labels) {
        StatefulSet master = null;
        StatefulSet worker = null;
        for (StatefulSet set : cluster.list(StatefulSet.class, namespace, labels)) {
            String component = component(set.getMetadata().getLabels());
            master = component.equals(Labels.MASTER) ? set : master;
            worker = component.equals(Labels.WORKER) ? set : worker;
        }
        DaemonSet fuse = cluster.list(DaemonSet.class, namespace, labels).stream()
                .filter(set -> component(set.getMetadata().getLabels()).equals(Labels.FUSE))
                .findFirst()
                .orElse(null);
        return of(master, worker, fuse, cluster.list(Pod.class, namespace, labels));
    }

    private static Workloads of(
            @Nullable StatefulSet master, @Nullable StatefulSet worker, @Nullable DaemonSet fuse, List<Pod> pods) {
        Map<Boolean, List<Pod>> parts = pods.stream().collect(Collectors.partitioningBy(pod -> is(pod, Labels.FUSE)));
        return new Workloads(
                master, worker, fuse, parts.getOrDefault(false, List.of()), parts.getOrDefault(true, List.of()));
    }

    /** As {@link #observe}, also with what was applied a moment ago and has not come back through the watch yet. */
    static Workloads observe(
            Cluster cluster, HasMetadata runtime, Map<String, String> labels, CacheDescription description) {
        return of(
                now(cluster, runtime, description.master()),
                now(cluster, runtime, description.worker()),
                now(cluster, runtime, description.fuse().daemonSet()),
                cluster.list(Pod.class, runtime.getMetadata().getNamespace(), labels));
    }

    // One of the name that was refused to us is somebody else's.
    @SuppressWarnings("unchecked")
    private static <T extends HasMetadata> @Nullable T now(
            Cluster cluster, HasMetadata runtime, @Nullable T described) {
        return described == null
                ? null
                : (T) cluster.get(
                                described.getClass(),
                                runtime.getMetadata().getNamespace(),
                                described.getMetadata().getName())
                        .filter(found -> found.getMetadata().getOwnerReferences().stream()
                                .anyMatch(owner -> owner.getUid()
                                        .equals(runtime.getMetadata().getUid())))
                        .orElse(null);
    }

    List<Pod> masterPods() {
        return pods.stream().filter(pod -> is(pod, Labels.MASTER)).toList();
    }

    List<Pod> workerPods() {
        return pods.stream().filter(pod -> is(pod, Labels.WORKER)).toList();
    }

    private static boolean is(Pod pod, String component) {
        return component(pod.getMetadata().getLabels()).equals(component);
    }

    /** Whether there is anything. */
    boolean exist() {
        return master != null || worker != null || fuse != null;
    }

    /** The stateful sets that do not run what they should yet, one sentence each. */
    List<String> lagging() {
        return Stream.of(Optional.ofNullable(master), Optional.ofNullable(worker))
                .flatMap(set -> set.flatMap(Workloads::lag).stream())
                .toList();
    }

    private static Optional<String> lag(StatefulSet set) {
        StatefulSetStatus status = set.getStatus();
        Long generation = set.getMetadata().getGeneration();
        boolean observed = status != null
                && (generation == null
                        || (status.getObservedGeneration() != null && status.getObservedGeneration() >= generation));
        boolean same = status != null
                && (status.getUpdateRevision() == null
                        || status.getUpdateRevision().equals(status.getCurrentRevision())
                        || number(status.getUpdatedReplicas()) >= wanted(set));
        return observed && same
                ? Optional.empty()
                : Optional.of("StatefulSet " + set.getMetadata().getName() + " is being updated");
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
