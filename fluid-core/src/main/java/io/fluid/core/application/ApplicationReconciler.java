package io.fluid.core.application;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fluid.api.Annotations;
import io.fluid.api.Labels;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.KeyedReconciler;
import io.fluid.core.kube.ReconcileResult;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Lets a pod complete although a fuse runs beside its work: when all other containers have ended for good, it puts {@link
 * Annotations#APP_FINISHED} on the pod, which the fuse sees in a file and ends. Native sidecars need no such help.
 */
public final class ApplicationReconciler implements KeyedReconciler {

    private static final Pattern GUARD = Pattern.compile("fluid-mount-guard(-[0-9]+)?");
    private static final String PREFETCHER = "fluid-file-prefetcher";
    private static final Set<String> PHASES = Set.of("Running", "Pending");

    private final Cluster cluster;
    private final String declines;

    /**
     * Prepares it.
     *
     * @param declines key of the label by which a pod says that it wants no such help; empty for none
     */
    public ApplicationReconciler(Cluster cluster, String declines) {
        this.cluster = cluster;
        this.declines = declines;
    }

    @Override
    public ReconcileResult reconcile(String namespace, String name) {
        Optional<Pod> pod = cluster.get(Pod.class, namespace, name);
        if (pod.isPresent() && !labels(pod.get()).containsKey(declines) && isFinished(pod.get())) {
            cluster.patchMetadata(pod.get(), Map.of(), Map.of(Annotations.APP_FINISHED, "true"));
        }
        return ReconcileResult.done();
    }

    static boolean isFinished(Pod pod) {
        String restart = pod.getSpec().getRestartPolicy();
        if (pod.getMetadata().getDeletionTimestamp() != null
                || restart == null
                || "Always".equals(restart)
                || pod.getStatus() == null
                || !PHASES.contains(String.valueOf(pod.getStatus().getPhase()))) {
            return false;
        }
        List<String> names =
                pod.getSpec().getContainers().stream().map(Container::getName).toList();
        Set<String> work = names.stream().filter(one -> !isOurs(pod, one)).collect(Collectors.toSet());
        if (work.isEmpty() || work.size() == names.size()) {
            return false;
        }
        Set<String> ended = pod.getStatus().getContainerStatuses().stream()
                .filter(status -> endedForGood(status, restart))
                .map(ContainerStatus::getName)
                .collect(Collectors.toSet());
        return ended.containsAll(work);
    }

    // Others may call theirs fluid-something as well; a label tells which containers are fuse clients.
    private static boolean isOurs(Pod pod, String container) {
        return labels(pod).containsKey(Labels.SIDECAR_DATASET_NAME_PREFIX + container)
                || GUARD.matcher(container).matches()
                || container.equals(PREFETCHER);
    }

    private static Map<String, String> labels(Pod pod) {
        return Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
    }

    private static boolean endedForGood(ContainerStatus status, String restart) {
        ContainerStateTerminated ended =
                status.getState() == null ? null : status.getState().getTerminated();
        return ended != null && ("Never".equals(restart) || Integer.valueOf(0).equals(ended.getExitCode()));
    }
}
