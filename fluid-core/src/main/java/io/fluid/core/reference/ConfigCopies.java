package io.fluid.core.reference;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.runtime.ReferenceVolumes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Copies of the ConfigMaps that a fuse reads, for sidecars in the namespace of a Dataset that refers to another one. */
public final class ConfigCopies {

    private static final int LONGEST_LABEL = 63;

    private final Cluster cluster;

    ConfigCopies(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * The name of a copy. It is no other object's: no Dataset has a dot in its name, and engines name what they make after
     * the Dataset.
     *
     * @param reference name of the Dataset that refers to another one
     * @param original name of the ConfigMap beside that other one
     */
    public static String name(String reference, String original) {
        return reference + "." + original;
    }

    /** The Dataset that a copy was made for. */
    public static ObjectKey reference(ConfigMap copy) {
        String name = copy.getMetadata().getName();
        return new ObjectKey(copy.getMetadata().getNamespace(), name.substring(0, Math.max(0, name.indexOf('.'))));
    }

    /**
     * Makes the copies be like the originals, and takes away those of others.
     *
     * @param from namespace of the originals
     * @return names of originals that do not exist
     */
    List<String> copy(Dataset reference, String from, Collection<String> originals) {
        List<String> missing = new ArrayList<>();
        Set<String> kept = new HashSet<>();
        for (String name : originals) {
            cluster.get(ConfigMap.class, from, name)
                    .ifPresentOrElse(
                            original -> {
                                ConfigMap copy = copyOf(original, reference);
                                kept.add(copy.getMetadata().getName());
                                cluster.apply(copy);
                            },
                            () -> missing.add(name));
        }
        keep(reference, kept);
        return missing;
    }

    void removeAll(Dataset reference) {
        keep(reference, Set.of());
    }

    private void keep(Dataset reference, Set<String> names) {
        String namespace = reference.getMetadata().getNamespace();
        cluster.list(ConfigMap.class, namespace, ReferenceVolumes.labels(reference)).stream()
                .filter(copy -> !names.contains(copy.getMetadata().getName()))
                .forEach(cluster::delete);
    }

    private static ConfigMap copyOf(ConfigMap original, Dataset reference) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(reference.getMetadata().getNamespace())
                .withName(name(
                        reference.getMetadata().getName(),
                        original.getMetadata().getName()))
                .withLabels(ReferenceVolumes.labels(reference))
                .addToLabels(Labels.COPIED_FROM, source(original))
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(reference.getApiVersion())
                        .withKind(reference.getKind())
                        .withName(reference.getMetadata().getName())
                        .withUid(reference.getMetadata().getUid())
                        .build())
                .endMetadata()
                .withData(orEmpty(original.getData()))
                .withBinaryData(orEmpty(original.getBinaryData()))
                .build();
    }

    // A label has room for less than two names.
    private static String source(ConfigMap original) {
        String text = original.getMetadata().getNamespace() + "_"
                + original.getMetadata().getName();
        return text.length() > LONGEST_LABEL ? original.getMetadata().getUid() : text;
    }

    private static Map<String, String> orEmpty(Map<String, String> data) {
        return data == null ? Map.of() : data;
    }
}
