package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.Volume;
import io.fluid.api.v1alpha1.DataRestoreLocation;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.core.spi.support.NativeStorage;
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
        NativeStorage storage = NativeStorage.of(location.path())
                .orElseThrow(() -> new IllegalStateException(location.path() + " was not validated"));
        Volume volume = storage.volume(VOLUME);
        if (storage.isClaim()) {
            volume.getPersistentVolumeClaim().setReadOnly(true);
        }
        return new Restore(volume, storage.folder().orElse(null), storage.isClaim() ? null : location.nodeName());
    }
}
