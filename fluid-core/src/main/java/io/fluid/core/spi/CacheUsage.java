package io.fluid.core.spi;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * How full the cache is and how well it serves.
 *
 * @param capacityBytes bytes that the cache can hold
 * @param cachedBytes bytes that it holds
 * @param localReadBytes bytes served from the reader's own node since the cache started; empty when not known
 * @param remoteReadBytes bytes served from another node's cache since the cache started; empty when not known
 * @param ufsReadBytes bytes fetched from the under-storage since the cache started; empty when not known
 */
public record CacheUsage(
        long capacityBytes,
        long cachedBytes,
        OptionalLong localReadBytes,
        OptionalLong remoteReadBytes,
        OptionalLong ufsReadBytes) {

    /** Usage without read figures. */
    public static CacheUsage of(long capacityBytes, long cachedBytes) {
        return new CacheUsage(
                capacityBytes, cachedBytes, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
    }

    /** Share of reads, 0 to 1, that the cache served without the under-storage; empty before the first read. */
    public OptionalDouble hitRatio() {
        long hits = localReadBytes.orElse(0) + remoteReadBytes.orElse(0);
        long reads = hits + ufsReadBytes.orElse(0);
        return reads == 0 || ufsReadBytes.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of((double) hits / reads);
    }
}
