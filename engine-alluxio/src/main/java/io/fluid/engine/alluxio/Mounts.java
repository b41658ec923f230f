package io.fluid.engine.alluxio;

import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.core.spi.support.DatasetMount;
import io.fluid.engine.alluxio.AlluxioClient.MountedStorage;
import io.fluid.engine.alluxio.AlluxioPlan.NativeMount;
import io.fluid.engine.alluxio.AlluxioPlan.UfsMount;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the mounts of a dataset mean to Alluxio. */
final class Mounts {

    /** Folder in master and worker that stands for storages that are volumes. */
    static final String NATIVE_ROOT = "/underFSStorage";

    static final String ROOT = "/";
    private static final String MASK = "******";

    private Mounts() {}

    /** The mounts that Alluxio makes, the root first. */
    static List<UfsMount> ufs(DatasetSpec dataset) {
        List<UfsMount> mounts = new ArrayList<>();
        UfsMount root = new UfsMount(ROOT, NATIVE_ROOT, Map.of(), Map.of(), false, false);
        for (DatasetMount mount : DatasetMount.of(dataset)) {
            if (mount.asVolume().isPresent()) {
                continue;
            }
            UfsMount ufs = new UfsMount(
                    mount.path(),
                    normalized(mount.mount().mountPoint()),
                    mount.options(),
                    secretFiles(mount),
                    Boolean.TRUE.equals(mount.mount().readOnly()),
                    Boolean.TRUE.equals(mount.mount().shared()));
            if (ufs.path().equals(ROOT)) {
                root = ufs;
            } else {
                mounts.add(ufs);
            }
        }
        mounts.add(0, root);
        return mounts;
    }

    /** The mounts that Alluxio sees as folders of its own pods: they are volumes of master and worker. */
    static List<NativeMount> nativeMounts(DatasetSpec dataset) {
        List<NativeMount> mounts = new ArrayList<>();
        for (DatasetMount mount : DatasetMount.of(dataset)) {
            mount.asVolume()
                    .ifPresent(storage -> mounts.add(new NativeMount(
                            storage.volume("ufs-" + mounts.size()),
                            mount.below(NATIVE_ROOT),
                            storage.folder().orElse(null),
                            Boolean.TRUE.equals(mount.mount().readOnly()))));
        }
        return mounts;
    }

    /** Names of the Secrets that the mounts need. */
    static SortedSet<String> secrets(List<UfsMount> mounts) {
        SortedSet<String> names = new TreeSet<>();
        mounts.forEach(mount ->
                mount.secretOptions().values().forEach(file -> names.add(file.substring(0, file.indexOf('/')))));
        return names;
    }

    /** Those of the root, which a running Alluxio cannot take over anew. */
    static SortedSet<String> rootSecrets(List<UfsMount> mounts) {
        return secrets(mounts.subList(0, 1));
    }

    /** In words, how what is mounted differs from what is wanted. Options that are secrets cannot be compared. */
    static List<String> pending(List<UfsMount> wanted, List<MountedStorage> mounted) {
        List<String> pending = new ArrayList<>();
        Map<String, MountedStorage> left = new TreeMap<>();
        mounted.forEach(storage -> left.put(storage.path(), storage));
        for (UfsMount mount : wanted) {
            MountedStorage storage = left.remove(mount.path());
            String what = mount.uri() + " at " + mount.path();
            if (storage == null || !bare(storage.uri()).equals(bare(mount.uri()))) {
                pending.add(what + " is not mounted yet");
            } else if (!mount.path().equals(ROOT) && differs(mount, storage)) {
                pending.add(what + " is mounted with other options still");
            }
        }
        left.keySet().forEach(path -> pending.add(path + " is mounted still"));
        return pending;
    }

    private static boolean differs(UfsMount mount, MountedStorage storage) {
        Map<String, String> there = new TreeMap<>(storage.options());
        there.keySet().removeAll(mount.secretOptions().keySet());
        Map<String, String> wanted = new TreeMap<>(mount.options());
        // Alluxio masks what looks like a secret to it.
        List<String> masked = there.keySet().stream()
                .filter(key -> MASK.equals(there.get(key)))
                .toList();
        masked.forEach(there::remove);
        masked.forEach(wanted::remove);
        return !there.equals(wanted) || mount.readOnly() != storage.readOnly() || mount.shared() != storage.shared();
    }

    // As Alluxio lists it: without double slashes and folders called ".".
    private static String normalized(String uri) {
        int path = uri.indexOf('/', uri.indexOf("://") + 3);
        return path < 0
                ? uri
                : uri.substring(0, path)
                        + uri.substring(path).replaceAll("(/+\\.)+(?=/|$)", "").replaceAll("/+", "/");
    }

    // Alluxio writes file:///x where the user wrote /x, and drops a slash at the end.
    private static String bare(String uri) {
        String path = uri.startsWith("file://") ? uri.substring("file://".length()) : uri;
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static Map<String, String> secretFiles(DatasetMount mount) {
        Map<String, String> files = new LinkedHashMap<>();
        mount.secrets().forEach((option, secret) -> files.put(option, secret.name() + "/" + secret.key()));
        return files;
    }
}
