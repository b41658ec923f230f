package io.fluid.engine.juicefs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Options as one writes them for mount(8), which the community edition's {@code juicefs mount} does not know as flags. */
final class MountOptions {

    /** Flags that mean the same. */
    private static final Map<String, String> FLAGS = Map.of(
            "attrcacheto", "attr-cache",
            "entrycacheto", "entry-cache",
            "direntrycacheto", "dir-entry-cache",
            "ro", "read-only");

    /** Words that only a table of file systems has. */
    private static final Set<String> NOTHING = Set.of("rw", "defaults", "remount");

    /** What FUSE knows. */
    private static final Set<String> FUSE = Set.of(
            "allow_other",
            "allow_root",
            "async",
            "async_read",
            "auto_cache",
            "auto_unmount",
            "blksize",
            "congestion_threshold",
            "context",
            "default_permissions",
            "defcontext",
            "dev",
            "dirsync",
            "exec",
            "fscontext",
            "fsname",
            "kernel_cache",
            "max_background",
            "max_read",
            "max_write",
            "noatime",
            "nodev",
            "nodiratime",
            "noexec",
            "nonempty",
            "nosuid",
            "relatime",
            "rootcontext",
            "strictatime",
            "subtype",
            "suid",
            "sync",
            "sync_read",
            "writeback_cache");

    private MountOptions() {}

    /** Arguments of {@code juicefs mount}: flags, and all that is for FUSE in one {@code -o}. */
    static List<String> arguments(Map<String, String> options) {
        Map<String, String> flags = new TreeMap<>();
        List<String> fuse = new ArrayList<>();
        new TreeMap<>(options).forEach((key, value) -> {
            if (FUSE.contains(key)) {
                fuse.add(value.isEmpty() ? key : key + "=" + value);
            } else if (!NOTHING.contains(key)) {
                flags.put(FLAGS.getOrDefault(key, key), value);
            }
        });
        List<String> arguments = new ArrayList<>();
        flags.forEach((key, value) -> arguments.add(Planner.flag(key, value)));
        if (!fuse.isEmpty()) {
            arguments.add("-o");
            arguments.add(String.join(",", fuse));
        }
        return arguments;
    }
}
