package io.fluid.engine.jindo;

import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.EncryptOption;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.api.v1alpha1.SecretKeySelector;
import io.fluid.core.spi.support.NativeStorage;
import io.fluid.core.spi.support.Problems;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One mount of a dataset, with what is shared by all.
 *
 * @param mount as the user wrote it
 * @param options of the mount, and the shared ones that it does not replace
 * @param secrets key of a Secret by option; likewise
 */
record Storage(Mount mount, Map<String, String> options, Map<String, SecretKeySelector> secrets) {

    static final String OSS = "oss";

    /** Folder of the pods that stands for storages that are volumes. */
    static final String NATIVE_ROOT = "/underFSStorage";

    static final String ACCESS_KEY = "accessKeyId";
    static final String SECRET_KEY = "accessKeySecret";
    static final String TOKEN = "securityToken";
    static final List<String> CREDENTIALS = List.of(ACCESS_KEY, SECRET_KEY, TOKEN);

    /** Schemes of object stores with credentials of their own. */
    static final Set<String> OBJECT_STORES = Set.of(OSS, "s3", "cos", "obs");

    private static final String ROOT = "/";

    Storage {
        options = Map.copyOf(options);
        secrets = Map.copyOf(secrets);
    }

    static List<Storage> of(DatasetSpec dataset) {
        List<Storage> storages = new ArrayList<>();
        for (Mount mount : dataset.mounts()) {
            Map<String, String> options = new LinkedHashMap<>(dataset.sharedOptions());
            mount.encryptOptions().forEach(option -> options.remove(option.name()));
            options.putAll(mount.options());
            Map<String, SecretKeySelector> secrets = new LinkedHashMap<>();
            add(secrets, dataset.sharedEncryptOptions());
            mount.options().keySet().forEach(secrets::remove);
            add(secrets, mount.encryptOptions());
            storages.add(new Storage(mount, options, secrets));
        }
        return storages;
    }

    private static void add(Map<String, SecretKeySelector> secrets, List<EncryptOption> options) {
        options.forEach(
                option -> Problems.secretKey(option).ifPresent(selector -> secrets.put(option.name(), selector)));
    }

    /** {@code oss}, {@code s3}, {@code hdfs} …; {@code dls} is OSS by another name. */
    String scheme() {
        String uri = mount.mountPoint();
        int end = uri.indexOf("://");
        String scheme = end < 0 ? "" : uri.substring(0, end).toLowerCase(Locale.ROOT);
        return scheme.equals("dls") ? OSS : scheme;
    }

    /** Host part of the mount point: the bucket, or what else the storage is called by. */
    String bucket() {
        String rest = mount.mountPoint().substring(mount.mountPoint().indexOf("://") + 3);
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    /** The part of the mount point after the bucket, without a slash at its begin. */
    String prefix() {
        String rest = mount.mountPoint().substring(mount.mountPoint().indexOf("://") + 3);
        int slash = rest.indexOf('/');
        return slash < 0 ? "" : rest.substring(slash + 1);
    }

    boolean isNative() {
        return asVolume().isPresent();
    }

    /** The storage as a volume of the pods; empty when JindoCache reaches it by itself. */
    Optional<NativeStorage> asVolume() {
        return NativeStorage.of(mount.mountPoint());
    }

    /** Where the mount appears in the dataset: its path when that is absolute, else its name below the root. */
    String path() {
        String path = RuntimeSpec.text(mount.path());
        String text = path.startsWith(ROOT) ? path : ROOT + RuntimeSpec.text(mount.name());
        String normalized = text.replaceAll("/+", ROOT);
        return normalized.length() > 1 && normalized.endsWith(ROOT)
                ? normalized.substring(0, normalized.length() - 1)
                : normalized;
    }

    /** Folder of the pods that has the storage, when it is a volume. */
    String nativePath() {
        return path().equals(ROOT) ? NATIVE_ROOT : NATIVE_ROOT + path();
    }

    /** What JindoCache is told to mount. */
    String uri() {
        return isNative() ? "local://" + nativePath() : mount.mountPoint();
    }

    /** Name of an option of this kind of storage: {@code fs.oss.endpoint} for {@code endpoint}. */
    String option(String name) {
        return "fs." + scheme() + "." + name;
    }

    /** Value of such an option; empty when it is not given. */
    String value(String name) {
        return options.getOrDefault(option(name), "");
    }

    boolean hasSecrets() {
        return !secrets.isEmpty();
    }

    /** Folder below the projected secrets with the credentials of this storage: per bucket for OSS, else per scheme. */
    String credentialsFolder() {
        return scheme().equals(OSS) ? bucket() : scheme();
    }
}
