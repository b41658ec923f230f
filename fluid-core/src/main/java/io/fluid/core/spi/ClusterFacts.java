package io.fluid.core.spi;

import io.soabase.recordbuilder.core.RecordBuilder;

import java.util.List;

/**
 * Facts of the installation that shape what an engine describes.
 *
 * @param mountRoot directory below which data is mounted, {@code /runtime-mnt} unless the chart says otherwise
 * @param imagePullSecrets names of pull secrets that every pod gets in addition to its own; the core adds them
 * @param criticalFusePods whether fuse pods get the priority class {@code system-node-critical}
 */
@RecordBuilder
public record ClusterFacts(String mountRoot, List<String> imagePullSecrets, boolean criticalFusePods) {

    /** {@code runtime.mountRoot} of the chart when unset. */
    public static final String DEFAULT_MOUNT_ROOT = "/runtime-mnt";

    public ClusterFacts {
        String root = mountRoot.replaceAll("/+", "/");
        // As the kernel writes it, for scripts look for it among the mounts.
        mountRoot = root.length() > 1 && root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
        imagePullSecrets = List.copyOf(imagePullSecrets);
    }

    /** What holds when the chart's values are left alone. */
    public static ClusterFacts defaults() {
        return new ClusterFacts(DEFAULT_MOUNT_ROOT, List.of(), true);
    }
}
