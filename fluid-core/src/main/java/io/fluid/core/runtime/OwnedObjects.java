package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fluid.api.Labels;
import io.fluid.core.kube.ApiErrors;
import io.fluid.core.kube.Cluster;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The objects of one cache: makes them be as described, and takes away what is no longer described. */
final class OwnedObjects {

    /** What a description may hold; other kinds leave with their owner. */
    static final List<Class<? extends HasMetadata>> KINDS =
            List.of(DaemonSet.class, StatefulSet.class, Service.class, ConfigMap.class);

    private static final String HELM_RELEASE = "meta.helm.sh/release-name";

    private final Cluster cluster;

    OwnedObjects(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Applies all objects, in order; none when one would take the place of somebody else's.
     *
     * @return what was refused, one sentence each: for example a change of an immutable field
     */
    List<String> apply(List<HasMetadata> objects) {
        List<String> refusals = new ArrayList<>();
        objects.stream()
                .filter(this::isTaken)
                .forEach(object -> refusals.add(object.getKind() + " "
                        + object.getMetadata().getName()
                        + ": there is one that Fluid did not make; delete it, or give Dataset and"
                        + " runtime another name"));
        if (!refusals.isEmpty()) {
            return refusals;
        }
        for (HasMetadata object : objects) {
            try {
                cluster.apply(object);
            } catch (KubernetesClientException e) {
                if (!ApiErrors.isRefusal(e) || ApiErrors.namespaceIsGoing(e)) {
                    throw e;
                }
                refusals.add(object.getKind() + " " + object.getMetadata().getName() + ": " + e.getMessage());
            }
        }
        return refusals;
    }

    // The API server itself refuses to change the selector of a workload, or a volume; these it would merge.
    private boolean isTaken(HasMetadata described) {
        if (!(described instanceof ConfigMap || described instanceof Service)) {
            return false;
        }
        ObjectMeta wanted = described.getMetadata();
        return cluster.get(described.getClass(), wanted.getNamespace(), wanted.getName())
                .map(HasMetadata::getMetadata)
                .filter(there -> !isFluids(there, wanted) && !hasOwnerOf(there, wanted))
                .isPresent();
    }

    /** Ours by its label, or of CNCF Fluid, which has Helm make such objects in a release called as the runtime. */
    private static boolean isFluids(ObjectMeta there, ObjectMeta wanted) {
        String release = Objects.requireNonNullElse(wanted.getLabels(), Map.<String, String>of())
                .getOrDefault(Labels.RELEASE, "");
        return has(there.getLabels(), Labels.MANAGED_BY, Labels.MANAGED_BY_FLUID)
                || has(there.getAnnotations(), HELM_RELEASE, release);
    }

    private static boolean has(@Nullable Map<String, String> map, String key, String value) {
        return map != null && value.equals(map.get(key));
    }

    private static boolean hasOwnerOf(ObjectMeta metadata, ObjectMeta other) {
        return metadata.getOwnerReferences().stream()
                .anyMatch(owner -> other.getOwnerReferences().stream()
                        .anyMatch(one -> one.getUid().equals(owner.getUid())));
    }

    /** Deletes what belongs to the runtime and is not among the objects. */
    void prune(GenericKubernetesResource runtime, Map<String, String> labels, List<HasMetadata> objects) {
        Set<String> keep = objects.stream().map(OwnedObjects::identity).collect(Collectors.toSet());
        owned(runtime, labels).stream()
                .filter(object -> !keep.contains(identity(object)))
                .forEach(cluster::delete);
    }

    /** Deletes all that belongs to the runtime. */
    void deleteAll(GenericKubernetesResource runtime, Map<String, String> labels) {
        owned(runtime, labels).forEach(cluster::delete);
    }

    private List<HasMetadata> owned(GenericKubernetesResource runtime, Map<String, String> labels) {
        List<HasMetadata> owned = new ArrayList<>();
        for (Class<? extends HasMetadata> kind : KINDS) {
            cluster.list(kind, runtime.getMetadata().getNamespace(), labels).stream()
                    .filter(object -> object.getMetadata().getDeletionTimestamp() == null)
                    .filter(object -> object.getMetadata().getOwnerReferences().stream()
                            .anyMatch(owner ->
                                    owner.getUid().equals(runtime.getMetadata().getUid())))
                    .forEach(owned::add);
        }
        return owned;
    }

    private static String identity(HasMetadata object) {
        return HasMetadata.getKind(object.getClass()) + "/"
                + object.getMetadata().getName();
    }
}
