package io.fluid.core.spi;

import io.fluid.api.v1alpha1.DataMigrate;

import java.util.List;

/** Optional: the engine can copy data between storages ({@code DataMigrate}). Pure, like {@link CacheEngine#describe}. */
public interface MigratesData {

    /** Everything that is wrong with the migration; while it returns something, nothing is created. */
    List<Problem> validateMigrate(CacheRequest request, DataMigrate migrate);

    /**
     * What the migration runs. Only called when {@link #validateMigrate} found nothing. The request's dataset is the one
     * that {@code spec.to.dataset} names, or {@code spec.from.dataset} when the data leaves the cluster's datasets.
     */
    JobDescription describeMigrate(CacheRequest request, DataMigrate migrate);
}
