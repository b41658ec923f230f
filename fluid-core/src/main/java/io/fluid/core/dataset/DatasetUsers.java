package io.fluid.core.dataset;

import io.fabric8.kubernetes.api.model.Pod;
import io.fluid.api.Annotations;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.ResourceKind;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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

    /**
     * As {@link #podsUsing}, with the pods that read the dataset by way of another one that refers to it; these as
     * {@code namespace/name}.
     */
    public static List<String> podsServed(Cluster cluster, String namespace, String dataset) {
        Stream<String> own = podsUsing(cluster, namespace, dataset).stream();
        Stream<String> others = cluster.getLive(Dataset.class, namespace, dataset).stream()
                .flatMap(found -> referring(cluster, found).stream())
                .flatMap(reference -> podsUsing(cluster, reference.namespace(), reference.name()).stream()
                        .map(pod -> reference.namespace() + "/" + pod));
        return Stream.concat(own, others).toList();
    }

    /** The datasets that refer to this one and are entered in its status. Read from the API server. */
    public static List<ObjectKey> referring(Cluster cluster, Dataset dataset) {
        return DatasetReconciler.status(dataset).datasetRef().stream()
                .sorted()
                .flatMap(text -> key(text).stream())
                .filter(key -> cluster.getLive(Dataset.class, key.namespace(), key.name())
                        .filter(found -> refers(found, dataset))
                        .isPresent())
                .toList();
    }

    /** What {@code namespace/name} names; empty when it is something else. */
    static Optional<ObjectKey> key(String text) {
        int slash = text.indexOf('/');
        return slash > 0
                ? Optional.of(new ObjectKey(text.substring(0, slash), text.substring(slash + 1)))
                : Optional.empty();
    }

    static boolean refers(Dataset reference, Dataset dataset) {
        return DatasetReference.of(reference)
                .filter(found -> found.target().equals(ObjectKey.of(dataset)))
                .isPresent();
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
