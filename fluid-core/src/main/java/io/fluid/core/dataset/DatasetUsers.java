package io.fluid.core.dataset;

import io.fabric8.kubernetes.api.model.Pod;
import io.fluid.api.Annotations;
import io.fluid.core.kube.Cluster;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Who uses a dataset now. */
public final class DatasetUsers {

    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private DatasetUsers() {}

    /**
     * Names of the pods that have not ended and either carry the dataset's name in {@code fluid.io/datasets-in-use} or
     * mount its claim. Read from the API server, because a deletion depends on it.
     */
    public static List<String> podsUsing(Cluster cluster, String namespace, String dataset) {
        return cluster.listLive(io.fluid.core.kube.ResourceKind.of(Pod.class), namespace, Map.of()).stream()
                .filter(pod -> uses(pod, dataset))
                .map(pod -> pod.getMetadata().getName())
                .sorted()
                .toList();
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
        if (pod.getStatus() != null
                && ENDED.contains(String.valueOf(pod.getStatus().getPhase()))) {
            return false;
        }
        return datasetsOf(pod).contains(dataset)
                || pod.getSpec() != null
                        && pod.getSpec().getVolumes().stream()
                                .anyMatch(volume -> volume.getPersistentVolumeClaim() != null
                                        && dataset.equals(volume.getPersistentVolumeClaim()
                                                .getClaimName()));
    }
}
