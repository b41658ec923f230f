package io.fluid.core.spi;

import io.fluid.api.v1alpha1.DataBackup;

import java.util.List;

/** Optional: the engine can save its metadata ({@code DataBackup}). Pure, like {@link CacheEngine#describe}. */
public interface BacksUpMetadata {

    /** Everything that is wrong with the backup; while it returns something, nothing is created. */
    List<Problem> validateBackup(CacheRequest request, DataBackup backup);

    /**
     * What the backup runs. Only called when {@link #validateBackup} found nothing. {@link JobDescription#infos} tells
     * where the backup lies: {@code BackupLocationPath} and {@code BackupLocationNodeName} ({@code NA} for a claim).
     */
    JobDescription describeBackup(CacheRequest request, DataBackup backup);
}
