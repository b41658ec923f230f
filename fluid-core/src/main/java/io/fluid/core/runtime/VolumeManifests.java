package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeNodeAffinity;
import io.fluid.api.Annotations;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.spi.Problem;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What volume and claim of every Dataset have in common. */
public final class VolumeManifests {

    /** The access mode of a claim through which nobody can write. */
    public static final String READ_ONLY = "ReadOnlyMany";

    private static final String DRIVER = "fuse.csi.fluid.io";
    private static final String STORAGE_CLASS = "fluid";
    private static final String DEFAULT_SIZE = "100Pi";
    private static final Pattern AMOUNT = Pattern.compile("[0-9]+(\\.[0-9]+)?([eE][0-9]+|[kMGTPE]|[KMGTPE]i)?");

    private VolumeManifests() {}

    static PersistentVolume volume(
            ObjectMeta metadata,
            Dataset dataset,
            List<String> accessModes,
            Map<String, String> attributes,
            @Nullable VolumeNodeAffinity nodes) {
        return new PersistentVolumeBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withAccessModes(accessModes)
                .withCapacity(Map.of("storage", size(dataset)))
                .withStorageClassName(STORAGE_CLASS)
                .withPersistentVolumeReclaimPolicy("Retain")
                .withNewClaimRef()
                .withApiVersion("v1")
                .withKind("PersistentVolumeClaim")
                .withNamespace(dataset.getMetadata().getNamespace())
                .withName(dataset.getMetadata().getName())
                .endClaimRef()
                .withNewCsi()
                .withDriver(DRIVER)
                .withVolumeHandle(metadata.getName())
                .withVolumeAttributes(attributes)
                .endCsi()
                .withNodeAffinity(nodes)
                .endSpec()
                .build();
    }

    static PersistentVolumeClaim claim(ObjectMeta metadata, Dataset dataset, List<String> accessModes) {
        String namespace = dataset.getMetadata().getNamespace();
        return new PersistentVolumeClaimBuilder()
                .withMetadata(
                        new ObjectMetaBuilder(metadata).withNamespace(namespace).build())
                .withNewSpec()
                .withAccessModes(accessModes)
                .withStorageClassName(STORAGE_CLASS)
                .withVolumeName(
                        Volumes.volumeName(namespace, dataset.getMetadata().getName()))
                .withNewResources()
                .withRequests(Map.of("storage", size(dataset)))
                .endResources()
                .endSpec()
                .build();
    }

    /** What the Dataset asks for; read only when it asks for nothing. */
    public static List<String> accessModes(Dataset dataset) {
        List<String> modes =
                dataset.getSpec() == null ? List.of() : dataset.getSpec().accessModes();
        return modes.isEmpty() ? List.of(READ_ONLY) : modes;
    }

    /** What is wrong with the size that the Dataset asks for. */
    static Optional<Problem> problem(Dataset dataset) {
        return askedSize(dataset)
                .filter(size -> !AMOUNT.matcher(size).matches())
                .map(size -> new Problem(
                        "Dataset.metadata.annotations[" + Annotations.VOLUME_SIZE + "]",
                        size,
                        "an amount, such as 100Gi"));
    }

    private static Quantity size(Dataset dataset) {
        return Quantity.parse(askedSize(dataset).orElse(DEFAULT_SIZE));
    }

    private static Optional<String> askedSize(Dataset dataset) {
        Map<String, String> annotations = dataset.getMetadata().getAnnotations();
        return annotations == null ? Optional.empty() : Optional.ofNullable(annotations.get(Annotations.VOLUME_SIZE));
    }
}
