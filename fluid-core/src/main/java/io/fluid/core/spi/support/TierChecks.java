package io.fluid.core.spi.support;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fluid.api.v1alpha1.TieredStoreLevel;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Says what is wrong with the levels of a tiered store. */
public final class TierChecks {

    private static final Set<String> MEDIUMS = Set.of("MEM", "SSD", "HDD");

    private final Problems problems;

    /** Checks that add what they find to {@code problems}. */
    public TierChecks(Problems problems) {
        this.problems = problems;
    }

    /** Checks each level; {@code field} is that of the tiered store. */
    public void levels(String field, List<TieredStoreLevel> levels) {
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < levels.size(); i++) {
            TieredStoreLevel level = levels.get(i);
            String at = field + ".levels[" + i + "]";
            if (!MEDIUMS.contains(level.mediumtype())) {
                problems.add(at + ".mediumtype", level.mediumtype(), "MEM, SSD or HDD");
            }
            volume(at, level);
            paths(at, level, paths);
            quotas(at, level);
            watermarks(at, level);
        }
    }

    private void volume(String at, TieredStoreLevel level) {
        String type = level.volumeType() == null ? Tiers.HOST_PATH : level.volumeType();
        Volume source = level.volumeSource();
        if (!type.equals(Tiers.HOST_PATH) && !type.equals(Tiers.EMPTY_DIR)) {
            problems.add(at + ".volumeType", type, "hostPath or emptyDir");
        } else if (source != null && !type.equals(Tiers.EMPTY_DIR)) {
            problems.add(at + ".volumeSource", type, "no volumeSource unless volumeType is emptyDir");
        } else if (source != null && Tiers.source(source).isEmpty()) {
            problems.add(
                    at + ".volumeSource",
                    String.valueOf(source),
                    "emptyDir or ephemeral, a volume that lives as long as its pod");
        }
    }

    private void paths(String at, TieredStoreLevel level, Set<String> paths) {
        if (Tiers.paths(level).isEmpty()) {
            problems.add(at + ".path", "", "a directory, or several with commas between them");
        }
        for (String path : Tiers.paths(level)) {
            if (!path.startsWith("/") || Problems.hasControl(path) || path.contains(":") || path.contains("..")) {
                problems.add(at + ".path", path, "absolute directories with commas between them");
            } else if (!paths.add(path)) {
                problems.add(at + ".path", path, "a directory that no other level has");
            }
        }
    }

    private void quotas(String at, TieredStoreLevel level) {
        String list = level.quotaList();
        boolean isList = list != null && !list.isEmpty();
        Quantity quota = level.quota();
        if (!isList && quota == null) {
            problems.add(at + ".quota", "", "a capacity such as 2Gi, or a quotaList");
            return;
        }
        String field = at + (isList ? ".quotaList" : ".quota");
        String value = isList ? String.valueOf(list) : String.valueOf(quota);
        try {
            List<Long> quotas = Tiers.quotas(level);
            int paths = Tiers.paths(level).size();
            if (isList && quotas.size() != paths) {
                problems.add(field, value, "as many capacities as there are paths: " + paths);
            }
            if (quotas.stream().anyMatch(bytes -> bytes <= 0)) {
                problems.add(field, value, "capacities greater than 0");
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            problems.add(field, value, "capacities such as 2Gi");
        }
    }

    private void watermarks(String at, TieredStoreLevel level) {
        Optional<BigDecimal> high = ratio(at + ".high", level.high());
        Optional<BigDecimal> low = ratio(at + ".low", level.low());
        if (high.isPresent() && low.isPresent() && low.get().compareTo(high.get()) >= 0) {
            problems.add(at + ".low", String.valueOf(level.low()), "less than high, which is " + level.high());
        }
    }

    private Optional<BigDecimal> ratio(String field, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            BigDecimal ratio = new BigDecimal(text);
            if (ratio.signum() > 0 && ratio.compareTo(BigDecimal.ONE) <= 0) {
                return Optional.of(ratio);
            }
        } catch (NumberFormatException e) {
            // Told below, like any other text that is no ratio.
        }
        problems.add(field, text, "a share greater than 0, at most 1, such as 0.95");
        return Optional.empty();
    }
}
