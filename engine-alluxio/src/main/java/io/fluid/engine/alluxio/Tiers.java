package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fluid.api.v1alpha1.TieredStore;
import io.fluid.api.v1alpha1.TieredStoreLevel;
import io.fluid.engine.alluxio.AlluxioPlan.TierDirectory;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a tiered store means to Alluxio's workers. */
final class Tiers {

    static final String MEMORY = "MEM";
    static final String EMPTY_DIR = "emptyDir";
    static final String HOST_PATH = "hostPath";
    private static final String MEMORY_MEDIUM = "Memory";

    /** What a runtime without a tiered store gets: modest, in memory, gone with the pod. */
    private static final TieredStoreLevel STANDARD = new TieredStoreLevel(
            MEMORY, EMPTY_DIR, null, "/dev/shm", new Quantity("1", "Gi"), null, null, null, Map.of());

    private Tiers() {}

    static List<TieredStoreLevel> levels(@Nullable TieredStore store) {
        return store == null || store.levels().isEmpty() ? List.of(STANDARD) : store.levels();
    }

    static List<String> paths(TieredStoreLevel level) {
        String path = level.path();
        return path == null
                ? List.of()
                : Arrays.stream(path.split(",", -1)).map(String::strip).toList();
    }

    /** Capacity of each path: the quota list, or the quota in equal parts. */
    static List<Long> quotas(TieredStoreLevel level) {
        String list = level.quotaList();
        if (list != null && !list.isEmpty()) {
            return Arrays.stream(list.split(",", -1))
                    .map(text -> Memory.bytes(Quantity.parse(text.strip())))
                    .toList();
        }
        Quantity quota = level.quota();
        int parts = paths(level).size();
        return quota == null || parts == 0 ? List.of() : Collections.nCopies(parts, Memory.bytes(quota) / parts);
    }

    static boolean isEmptyDir(TieredStoreLevel level) {
        return EMPTY_DIR.equals(level.volumeType());
    }

    static List<TierDirectory> directories(List<TieredStoreLevel> levels, String namespace, String name) {
        List<TierDirectory> directories = new ArrayList<>();
        for (TieredStoreLevel level : levels) {
            List<String> paths = paths(level);
            List<Long> quotas = quotas(level);
            for (int i = 0; i < paths.size(); i++) {
                // Two caches on a node must not share a directory.
                String path = String.join("/", paths.get(i).replaceAll("/+$", ""), namespace, name);
                String volume = "tier-" + directories.size();
                directories.add(new TierDirectory(
                        path,
                        quotas.get(i),
                        level.mediumtype().equals(MEMORY),
                        isEmptyDir(level) ? podVolume(volume, level) : hostPath(volume, path)));
            }
        }
        return directories;
    }

    /** Alluxio's properties for the levels. */
    static Map<String, String> properties(List<TieredStoreLevel> levels, List<TierDirectory> directories) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("alluxio.worker.tieredstore.levels", Integer.toString(levels.size()));
        int next = 0;
        for (int i = 0; i < levels.size(); i++) {
            TieredStoreLevel level = levels.get(i);
            int count = paths(level).size();
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

    /** The part of a volume source that is used: an emptyDir or a generic ephemeral volume, which live as pods do. */
    static Optional<Volume> source(Volume source) {
        Volume used = new VolumeBuilder()
                .withEmptyDir(source.getEmptyDir())
                .withEphemeral(source.getEphemeral())
                .build();
        Volume unnamed = new VolumeBuilder(source).withName(null).build();
        boolean one = source.getEmptyDir() == null ^ source.getEphemeral() == null;
        return one && used.equals(unnamed) ? Optional.of(used) : Optional.empty();
    }

    private static Volume podVolume(String name, TieredStoreLevel level) {
        VolumeBuilder volume = level.volumeSource() == null
                ? new VolumeBuilder()
                : new VolumeBuilder(source(level.volumeSource()).orElseThrow());
        volume.withName(name);
        if (volume.buildEphemeral() == null) {
            EmptyDirVolumeSource wanted = volume.buildEmptyDir();
            EmptyDirVolumeSourceBuilder source =
                    wanted == null ? new EmptyDirVolumeSourceBuilder() : new EmptyDirVolumeSourceBuilder(wanted);
            if (source.getMedium() == null && level.mediumtype().equals(MEMORY)) {
                source.withMedium(MEMORY_MEDIUM);
            }
            volume.withEmptyDir(source.build());
        }
        return volume.build();
    }

    private static Volume hostPath(String name, String path) {
        return new VolumeBuilder()
                .withName(name)
                .withNewHostPath()
                .withPath(path)
                .withType("DirectoryOrCreate")
                .endHostPath()
                .build();
    }
}
