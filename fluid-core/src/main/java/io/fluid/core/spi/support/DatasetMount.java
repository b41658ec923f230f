package io.fluid.core.spi.support;

import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.EncryptOption;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.api.v1alpha1.SecretKeySelector;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A mount of a dataset together with what the dataset says for all of its mounts. What the mount says counts more,
 * whether it is a secret or not.
 *
 * @param mount as the user wrote it
 * @param options in plain text, the shared ones first
 * @param secrets keys of Secrets by option, the shared ones first; without options that refer to none
 */
public record DatasetMount(Mount mount, Map<String, String> options, Map<String, SecretKeySelector> secrets) {

    private static final String ROOT = "/";

    /** Copies the maps. */
    public DatasetMount {
        options = Collections.unmodifiableMap(new LinkedHashMap<>(options));
        secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
    }

    /** The mounts of the dataset, in its order. */
    public static List<DatasetMount> of(DatasetSpec dataset) {
        return dataset.mounts().stream().map(mount -> of(dataset, mount)).toList();
    }

    /** Whether the dataset is mounted read only: {@code accessModes} has ReadOnlyMany, or nothing. */
    public static boolean isReadOnly(DatasetSpec dataset) {
        return dataset.accessModes().isEmpty() || dataset.accessModes().contains("ReadOnlyMany");
    }

    private static DatasetMount of(DatasetSpec dataset, Mount mount) {
        Map<String, String> options = new LinkedHashMap<>(dataset.sharedOptions());
        mount.encryptOptions().forEach(option -> options.remove(option.name()));
        options.putAll(mount.options());
        Map<String, SecretKeySelector> secrets = new LinkedHashMap<>();
        add(secrets, dataset.sharedEncryptOptions());
        secrets.keySet().removeAll(mount.options().keySet());
        add(secrets, mount.encryptOptions());
        return new DatasetMount(mount, options, secrets);
    }

    private static void add(Map<String, SecretKeySelector> secrets, List<EncryptOption> options) {
        options.forEach(
                option -> Problems.secretKey(option).ifPresent(selector -> secrets.put(option.name(), selector)));
    }

    /**
     * Where the mount appears in the dataset: its path when that is absolute, else its name below the root. Without
     * double slashes, and without one at its end.
     */
    public static String path(Mount mount) {
        String path = mount.path();
        String name = mount.name() == null ? "" : mount.name();
        String text = (path != null && path.startsWith(ROOT) ? path : ROOT + name).replaceAll("/+", ROOT);
        return text.length() > 1 && text.endsWith(ROOT) ? text.substring(0, text.length() - 1) : text;
    }

    /** As {@link #path(Mount)}. */
    public String path() {
        return path(mount);
    }

    /** The storage, if Kubernetes mounts it into the pods; empty when the cache reaches it by itself. */
    public Optional<NativeStorage> asVolume() {
        return NativeStorage.of(mount.mountPoint());
    }

    /**
     * Where such a storage appears in the pods.
     *
     * @param root absolute folder that stands for the root of the dataset
     */
    public String below(String root) {
        return path().equals(ROOT) ? root : root + path();
    }
}
