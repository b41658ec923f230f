package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fluid.api.v1alpha1.TieredStore;
import io.fluid.api.v1alpha1.TieredStoreLevel;
import io.fluid.core.spi.support.TierDirectory;
import io.fluid.core.spi.support.Tiers;
import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a tiered store means to Alluxio's workers. */
final class TierProperties {

    /** What a runtime without a tiered store gets: modest, in memory, gone with the pod. */
    private static final TieredStoreLevel STANDARD = new TieredStoreLevel(
            Tiers.MEMORY, Tiers.EMPTY_DIR, null, "/dev/shm", new Quantity("1", "Gi"), null, null, null, Map.of());

    private TierProperties() {}

    static List<TieredStoreLevel> levels(@Nullable TieredStore store) {
        return store == null || store.levels().isEmpty() ? List.of(STANDARD) : store.levels();
    }

    /** Alluxio's properties for the levels. */
    static Map<String, String> properties(List<TieredStoreLevel> levels, List<TierDirectory> directories) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("alluxio.worker.tieredstore.levels", Integer.toString(levels.size()));
        int next = 0;
        for (int i = 0; i < levels.size(); i++) {
            TieredStoreLevel level = levels.get(i);
            int count = Tiers.paths(level).size();
            List<TierDirectory> own = directories.subList(next, next + count);
            next += count;
            String prefix = "alluxio.worker.tieredstore.level" + i + ".";
            properties.put(prefix + "alias", level.mediumtype());
            properties.put(
                    prefix + "dirs.mediumtype", String.join(",", Collections.nCopies(count, level.mediumtype())));
            properties.put(
                    prefix + "dirs.path",
                    String.join(",", own.stream().map(TierDirectory::path).toList()));
            properties.put(
                    prefix + "dirs.quota",
                    String.join(
                            ",", own.stream().map(tier -> tier.bytes() + "B").toList()));
            if (level.high() != null && !level.high().isEmpty()) {
                properties.put(prefix + "watermark.high.ratio", level.high());
            }
            if (level.low() != null && !level.low().isEmpty()) {
                properties.put(prefix + "watermark.low.ratio", level.low());
            }
        }
        return properties;
    }
}
