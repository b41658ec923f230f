package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fluid.api.v1alpha1.DataRestoreLocation;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.engine.alluxio.AlluxioPlan.Restore;
import org.jspecify.annotations.Nullable;

/** Where a backup of Alluxio's metadata lies. */
final class MetadataBackup {

    /** Folder of the master's container that has the backup. */
    static final String FOLDER = "/etc/fluid/restore";

    private static final String VOLUME = "metadata-backup";

    private MetadataBackup() {}

    /** What a DataBackup of a dataset writes. */
    static String file(String name, String namespace) {
        return "metadata-backup-" + name + "-" + namespace + ".gz";
    }

    static @Nullable Restore restore(DatasetSpec dataset) {
        DataRestoreLocation location = dataset.dataRestoreLocation();
        if (location == null || location.path() == null || location.path().isEmpty()) {
            return null;
        }
        String path = location.path();
        VolumeBuilder volume = new VolumeBuilder().withName(VOLUME);
        if (path.startsWith(Mounts.LOCAL)) {
            return new Restore(
                    volume.withNewHostPath()
                            .withPath(path.substring(Mounts.LOCAL.length()))
                            .withType("Directory")
                            .endHostPath()
                            .build(),
                    null,
                    location.nodeName());
        }
        return new Restore(
                volume.withNewPersistentVolumeClaim()
                        .withClaimName(Mounts.claimName(path))
                        .withReadOnly(true)
                        .endPersistentVolumeClaim()
                        .build(),
                Mounts.claimSubPath(path).orElse(null),
                null);
    }
}
