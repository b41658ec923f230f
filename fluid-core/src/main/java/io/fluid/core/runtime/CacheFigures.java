package io.fluid.core.runtime;

import io.fluid.api.v1alpha1.Mount;
import io.fluid.core.spi.CacheUsage;
import io.fluid.core.status.HumanText;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * What is known of a running cache.
 *
 * @param states the figures as {@code status.cacheStates} holds them; empty when not known
 * @param totals what lies in the under-storage; null when not known
 */
record CacheFigures(Map<String, String> states, @Nullable Totals totals) {

    static final CacheFigures UNKNOWN = new CacheFigures(Map.of(), null);

    CacheFigures withUsage(CacheUsage usage) {
        return new CacheFigures(format(usage), totals);
    }

    CacheFigures withTotals(Totals measured) {
        return new CacheFigures(states, measured);
    }

    /**
     * What lay in the under-storage of these mounts.
     *
     * @param mounts what was counted
     * @param bytes sum of all sizes
     * @param files number of files
     */
    record Totals(List<Mount> mounts, long bytes, long files) {}

    private static Map<String, String> format(CacheUsage usage) {
        Map<String, String> states = new TreeMap<>();
        states.put("cacheCapacity", HumanText.size(usage.capacityBytes()));
        states.put("cached", HumanText.size(usage.cachedBytes()));
        double filled = usage.capacityBytes() == 0 ? 0 : (double) usage.cachedBytes() / usage.capacityBytes();
        states.put("cachedPercentage", HumanText.percent(filled));
        usage.hitRatio().ifPresent(ratio -> {
            double reads = sum(usage.localReadBytes(), usage.remoteReadBytes(), usage.ufsReadBytes());
            states.put("cacheHitRatio", HumanText.percent(ratio));
            states.put("localHitRatio", HumanText.percent(usage.localReadBytes().orElse(0) / reads));
            states.put(
                    "remoteHitRatio", HumanText.percent(usage.remoteReadBytes().orElse(0) / reads));
        });
        return Map.copyOf(states);
    }

    private static long sum(OptionalLong... values) {
        long sum = 0;
        for (OptionalLong value : values) {
            sum += value.orElse(0);
        }
        return sum;
    }
}
