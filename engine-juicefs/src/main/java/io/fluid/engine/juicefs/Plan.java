package io.fluid.engine.juicefs;

import io.fluid.core.spi.support.TierDirectory;
import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * All that is decided about a cache before it is rendered.
 *
 * @param namespace of everything
 * @param name of dataset and runtime
 * @param volume that the dataset lies on
 * @param runtime as the user wants it
 * @param image of worker and data loads
 * @param fuseImage of the client
 * @param pullPolicy of the worker's image
 * @param fusePullPolicy of the client's image
 * @param tiers directories of the cache
 * @param mountPath where the data appears
 * @param workerPort of the worker's metrics
 * @param fusePort of the client's metrics
 * @param criticalFuse whether the fuse pod must not be evicted
 * @param workerArguments of {@code juicefs mount} in workers
 * @param fuseArguments of {@code juicefs mount} in clients
 * @param formatArguments of {@code juicefs format} or {@code juicefs auth}
 */
record Plan(
        String namespace,
        String name,
        DataVolume volume,
        RuntimeSpec runtime,
        String image,
        String fuseImage,
        @Nullable String pullPolicy,
        @Nullable String fusePullPolicy,
        List<TierDirectory> tiers,
        String mountPath,
        int workerPort,
        int fusePort,
        boolean criticalFuse,
        List<String> workerArguments,
        List<String> fuseArguments,
        List<String> formatArguments) {

    long bytes(boolean memory) {
        return tiers.stream()
                .filter(tier -> tier.memory() == memory)
                .mapToLong(TierDirectory::bytes)
                .sum();
    }
}
