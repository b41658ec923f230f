package io.fluid.core.spi.support;

import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSourceBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fluid.api.v1alpha1.TieredStoreLevel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** What a tiered store means for pods. */
public final class Tiers {

    /** {@code mediumtype} of a level in memory. */
    public static final String MEMORY = "MEM";

    /** {@code volumeType} of a level that goes with its pod. */
    public static final String EMPTY_DIR = "emptyDir";

    /** {@code volumeType} of a level on the node's disk; the default. */
    public static final String HOST_PATH = "hostPath";

    private static final String MEMORY_MEDIUM = "Memory";

    private Tiers() {}

    /** Directories of a level. */
    public static List<String> paths(TieredStoreLevel level) {
        String path = level.path();
        return path == null
                ? List.of()
                : Arrays.stream(path.split(",", -1)).map(String::strip).toList();
    }

    /** Capacity of each path: the quota list, or the quota in equal parts. */
    public static List<Long> quotas(TieredStoreLevel level) {
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

    /** Whether a level goes with its pod. */
    public static boolean isEmptyDir(TieredStoreLevel level) {
        return EMPTY_DIR.equals(level.volumeType());
    }

    /** The directories of all levels, each with its share of the capacity and a volume of its own. */
    public static List<TierDirectory> directories(List<TieredStoreLevel> levels, String namespace, String name) {
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

    /** The part of a volume source that is used: an emptyDir or a generic ephemeral volume, which live as pods do. */
    public static Optional<Volume> source(Volume source) {
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
