package io.fluid.engine.jindo;

import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.api.v1alpha1.SecretKeySelector;
import io.fluid.core.spi.support.DatasetMount;
import io.fluid.core.spi.support.NativeStorage;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One mount of a dataset as JindoCache takes it.
 *
 * @param asWritten with what is shared by all
 */
record Storage(DatasetMount asWritten) {

    static final String OSS = "oss";

    /** Folder of the pods that stands for storages that are volumes. */
    static final String NATIVE_ROOT = "/underFSStorage";

    static final String ACCESS_KEY = "accessKeyId";
    static final String SECRET_KEY = "accessKeySecret";
    static final String TOKEN = "securityToken";
    static final List<String> CREDENTIALS = List.of(ACCESS_KEY, SECRET_KEY, TOKEN);

    /** Schemes of object stores with credentials of their own. */
    static final Set<String> OBJECT_STORES = Set.of(OSS, "s3", "cos", "obs");

    static List<Storage> of(DatasetSpec dataset) {
        return DatasetMount.of(dataset).stream().map(Storage::new).toList();
    }

    Mount mount() {
        return asWritten.mount();
    }

    Map<String, String> options() {
        return asWritten.options();
    }

    Map<String, SecretKeySelector> secrets() {
        return asWritten.secrets();
    }

    /** {@code oss}, {@code s3}, {@code hdfs} …; {@code dls} is OSS by another name. */
    String scheme() {
        String uri = mount().mountPoint();
        int end = uri.indexOf("://");
        String scheme = end < 0 ? "" : uri.substring(0, end).toLowerCase(Locale.ROOT);
        return scheme.equals("dls") ? OSS : scheme;
    }

    /** Host part of the mount point: the bucket, or what else the storage is called by. */
    String bucket() {
        String rest = afterScheme();
        int slash = rest.indexOf('/');
        return slash < 0 ? rest : rest.substring(0, slash);
    }

    /** What the names of objects in the mounted folder begin with: the folder and a slash; empty for all of the bucket. */
    String prefix() {
        String rest = afterScheme();
        int slash = rest.indexOf('/');
        String folder = slash < 0 ? "" : rest.substring(slash + 1);
        return folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
    }

    private String afterScheme() {
        return mount().mountPoint().substring(mount().mountPoint().indexOf("://") + 3);
    }

    boolean isNative() {
        return asVolume().isPresent();
    }

    /** The storage as a volume of the pods; empty when JindoCache reaches it by itself. */
    Optional<NativeStorage> asVolume() {
        return asWritten.asVolume();
    }

    /** Where the mount appears in the dataset. */
    String path() {
        return asWritten.path();
    }

    /** Folder of the pods that has the storage, when it is a volume. */
    String nativePath() {
        return asWritten.below(NATIVE_ROOT);
    }

    /** What JindoCache is told to mount. */
    String uri() {
        return isNative() ? "local://" + nativePath() : mount().mountPoint();
    }

    /** Name of an option of this kind of storage: {@code fs.oss.endpoint} for {@code endpoint}. */
    String option(String name) {
        return "fs." + scheme() + "." + name;
    }

    /** Value of such an option; empty when it is not given. */
    String value(String name) {
        return options().getOrDefault(option(name), "");
    }

    boolean hasSecrets() {
        return !secrets().isEmpty();
    }

    /** Folder below the projected secrets with the credentials of this storage: per bucket for OSS, else per scheme. */
    String credentialsFolder() {
        return scheme().equals(OSS) ? bucket() : scheme();
    }
}
