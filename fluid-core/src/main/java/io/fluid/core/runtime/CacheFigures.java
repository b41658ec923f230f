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
 * @param usage the latest figures; null when not known
 * @param shares shares of the reads between the two latest looks with reads, as {@code status.cacheStates} holds them
 * @param totals what lies in the under-storage; null when not known
 */
record CacheFigures(
        @Nullable CacheUsage usage,
        Map<String, String> shares,
        @Nullable Totals totals) {

    static final CacheFigures UNKNOWN = new CacheFigures(null, Map.of(), null);

    CacheFigures withUsage(CacheUsage latest) {
        Map<String, String> now = usage == null ? Map.of() : ratios("Throughput", since(usage, latest));
        return new CacheFigures(latest, now.isEmpty() ? shares : now, totals);
    }

    CacheFigures withTotals(@Nullable Totals measured) {
        return new CacheFigures(usage, shares, measured);
    }

    /** The figures as {@code status.cacheStates} holds them, except those that need the totals; empty when not known. */
    Map<String, String> states() {
        if (usage == null) {
            return Map.of();
        }
        Map<String, String> states = new TreeMap<>(shares);
        states.put("cacheCapacity", HumanText.size(usage.capacityBytes()));
        states.put("cached", HumanText.size(usage.cachedBytes()));
        states.putAll(ratios("Hit", usage));
        return states;
    }

    /**
     * All figures as {@code status.cacheStates} holds them; empty when not known.
     *
     * @param storedBytes what lies in the under-storage, in bytes; empty when not known
     */
    Map<String, String> states(OptionalLong storedBytes) {
        Map<String, String> states = new TreeMap<>(states());
        if (usage != null && storedBytes.isPresent()) {
            long stored = storedBytes.getAsLong();
            // A cache may hold more than there is: copies, and what was deleted since.
            double share = stored == 0 ? 1 : Math.min(1, (double) usage.cachedBytes() / stored);
            states.put("cachedPercentage", HumanText.percent(share));
        }
        return states;
    }

    /**
     * What lay in the under-storage of these mounts.
     *
     * @param mounts what was counted
     * @param bytes sum of all sizes
     * @param files number of files
     */
    record Totals(List<Mount> mounts, long bytes, long files) {}

    private static Map<String, String> ratios(String what, CacheUsage usage) {
        if (usage.hitRatio().isEmpty()) {
            return Map.of();
        }
        long local = usage.localReadBytes().orElse(0);
        long remote = usage.remoteReadBytes().orElse(0);
        double reads = local + remote + usage.ufsReadBytes().orElse(0);
        return Map.of(
                "cache" + what + "Ratio", HumanText.percent(usage.hitRatio().getAsDouble()),
                "local" + what + "Ratio", HumanText.percent(local / reads),
                "remote" + what + "Ratio", HumanText.percent(remote / reads));
    }

    private static CacheUsage since(CacheUsage before, CacheUsage after) {
        return new CacheUsage(
                after.capacityBytes(),
                after.cachedBytes(),
                since(before.localReadBytes(), after.localReadBytes()),
                since(before.remoteReadBytes(), after.remoteReadBytes()),
                since(before.ufsReadBytes(), after.ufsReadBytes()));
    }

    // A cache that started again counts from zero.
    private static OptionalLong since(OptionalLong before, OptionalLong after) {
        return after.isEmpty() ? after : OptionalLong.of(Math.max(0, after.getAsLong() - before.orElse(0)));
    }
}
