package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fluid.api.Annotations;
import io.fluid.api.DatasetId;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.kube.ObjectKey;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Volume and claim of a Dataset that refers to another: the volume of that one by a second name. Pure. */
public final class ReferenceVolumes {

    private static final String SUB_PATH = "fluid_sub_path";

    private ReferenceVolumes() {}

    /** The name of a Dataset's volume. */
    public static String volumeName(ObjectKey dataset) {
        return Volumes.volumeName(dataset.namespace(), dataset.name());
    }

    /** The Dataset whose volume that is. */
    public static ObjectKey reference(PersistentVolume volume) {
        var claim = volume.getSpec().getClaimRef();
        return new ObjectKey(claim.getNamespace(), claim.getName());
    }

    /** Labels by which everything that is made for references is found. */
    public static Map<String, String> labels() {
        return Map.of(Labels.COMPONENT, Labels.REFERENCE);
    }

    /** Labels of everything that is made for this one. */
    public static Map<String, String> labels(Dataset reference) {
        Map<String, String> labels = new TreeMap<>(labels());
        labels.put(Labels.MANAGED_BY, Labels.MANAGED_BY_FLUID);
        labels.put(Labels.DATASET_ID, id(reference).value());
        return labels;
    }

    /**
     * Volume, then claim.
     *
     * @param reference the Dataset whose they are
     * @param target the Dataset that it refers to
     * @param volume the volume of that
     * @param fuse the fuse of that
     * @param subPath the folder that is seen; empty for all
     * @param accessModes what may be done through the claim
     */
    public static List<HasMetadata> of(
            Dataset reference,
            ObjectKey target,
            PersistentVolume volume,
            DaemonSet fuse,
            String subPath,
            List<String> accessModes) {
        Map<String, String> attributes =
                new LinkedHashMap<>(volume.getSpec().getCsi().getVolumeAttributes());
        if (!subPath.isEmpty()) {
            attributes.put(SUB_PATH, subPath);
        }
        PersistentVolume own = VolumeManifests.volume(
                metadata(reference, target, volumeName(ObjectKey.of(reference))),
                reference,
                accessModes,
                attributes,
                volume.getSpec().getNodeAffinity());
        PersistentVolumeClaim claim = VolumeManifests.claim(
                metadata(reference, target, reference.getMetadata().getName()), reference, accessModes);
        String generation = Volumes.generation(fuse);
        if (generation != null) {
            claim.getMetadata().getLabels().put(Labels.FUSE_GENERATION, generation);
        }
        return List.of(own, claim);
    }

    private static ObjectMeta metadata(Dataset reference, ObjectKey target, String name) {
        Map<String, String> labels = labels(reference);
        labels.put(id(reference).key(Labels.STORAGE_PREFIX), Labels.TRUE);
        labels.put(Labels.REFERRING_NAME, target.name());
        labels.put(Labels.REFERRING_NAMESPACE, target.namespace());
        return new ObjectMetaBuilder()
                .withName(name)
                .withLabels(labels)
                .addToAnnotations(Annotations.CREATED_BY, Annotations.CREATED_BY_FLUID)
                .build();
    }

    private static DatasetId id(Dataset dataset) {
        ObjectMeta metadata = dataset.getMetadata();
        return DatasetId.of(metadata.getNamespace(), metadata.getName(), metadata.getUid());
    }
}
