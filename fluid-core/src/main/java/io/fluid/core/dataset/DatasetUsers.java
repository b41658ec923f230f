package io.fluid.core.dataset;

import io.fabric8.kubernetes.api.model.Pod;
import io.fluid.api.Annotations;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.ResourceKind;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Who uses a dataset now. */
public final class DatasetUsers {

    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private DatasetUsers() {}

    /**
     * Names of the pods that have not ended and either carry the dataset's name in {@code fluid.io/datasets-in-use} or
     * mount its claim. Read from the API server, because a deletion depends on it.
     */
    public static List<String> podsUsing(Cluster cluster, String namespace, String dataset) {
        return cluster.listLive(ResourceKind.of(Pod.class), namespace, Map.of()).stream()
                .filter(pod -> uses(pod, dataset))
                .map(pod -> pod.getMetadata().getName())
                .sorted()
                .toList();
    }

    /** Names of the nodes with pods that have not ended and mount the dataset's claim. Read from the API server. */
    public static Set<String> nodesMounting(Cluster cluster, String namespace, String dataset) {
        return cluster.listLive(ResourceKind.of(Pod.class), namespace, Map.of()).stream()
                .filter(pod -> !hasEnded(pod) && mountsClaim(pod, dataset))
                .map(pod -> pod.getSpec().getNodeName())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** Names of the datasets that an injected pod uses. */
    public static List<String> datasetsOf(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        String names = annotations == null ? "" : annotations.getOrDefault(Annotations.DATASETS_IN_USE, "");
        return Arrays.stream(names.split(",", -1))
                .map(String::trim)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private static boolean uses(Pod pod, String dataset) {
        return !hasEnded(pod) && (datasetsOf(pod).contains(dataset) || mountsClaim(pod, dataset));
    }

    private static boolean hasEnded(Pod pod) {
        return pod.getStatus() != null
                && ENDED.contains(String.valueOf(pod.getStatus().getPhase()));
    }

    private static boolean mountsClaim(Pod pod, String dataset) {
        return pod.getSpec() != null
                && pod.getSpec().getVolumes().stream()
                        .anyMatch(volume -> volume.getPersistentVolumeClaim() != null
                                && dataset.equals(
                                        volume.getPersistentVolumeClaim().getClaimName()));
    }
}
