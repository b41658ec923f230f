package io.fluid.engine.jindo;

import io.fluid.api.v1alpha1.DataRestoreLocation;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.core.spi.support.DatasetMount;
import io.fluid.core.spi.support.NativeStorage;
import io.fluid.core.spi.support.Problems;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Says what of a dataset JindoCache cannot serve. */
final class DatasetValidation {

    private static final String DATASET = "Dataset.spec";
    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.+", Pattern.DOTALL);
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?");
    private static final Pattern COPIES = Pattern.compile("[1-9][0-9]{0,2}");
    private static final Set<String> SCHEMES = Set.of("oss", "s3", "cos", "obs", "hdfs", "local", "pvc");

    private final Problems problems;
    private final boolean fuseOnly;

    DatasetValidation(Problems problems, boolean fuseOnly) {
        this.problems = problems;
        this.fuseOnly = fuseOnly;
    }

    void check(DatasetSpec dataset) {
        if (dataset.mounts().isEmpty()) {
            problems.add(DATASET + ".mounts", "", "at least one mount");
        }
        if (fuseOnly && dataset.mounts().size() > 1) {
            problems.add(DATASET + ".mounts", dataset.mounts().size() + " mounts", "one mount, for there is no master");
        }
        problems.options(DATASET + ".sharedOptions", dataset.sharedOptions());
        problems.encryptOptions(
                DATASET + ".sharedEncryptOptions", dataset.sharedEncryptOptions(), dataset.sharedOptions());
        Set<String> paths = new HashSet<>();
        Map<String, Storage> stores = new HashMap<>();
        List<Storage> storages = Storage.of(dataset);
        for (int i = 0; i < storages.size(); i++) {
            mount(DATASET + ".mounts[" + i + "]", storages.get(i), dataset, paths, stores);
        }
        problems.user(DATASET + ".owner", dataset.owner());
        DataRestoreLocation restore = dataset.dataRestoreLocation();
        String backup = restore == null ? "" : RuntimeSpec.text(restore.path());
        if (!backup.isEmpty()) {
            problems.add(DATASET + ".dataRestoreLocation", backup, "nothing: JindoCache restores no metadata");
        }
    }

    private void mount(
            String field, Storage storage, DatasetSpec dataset, Set<String> paths, Map<String, Storage> stores) {
        Mount mount = storage.mount();
        problems.options(field + ".options", mount.options());
        problems.encryptOptions(field + ".encryptOptions", mount.encryptOptions(), mount.options());
        path(field, storage, paths);
        String uri = mount.mountPoint();
        if (!URI.matcher(uri).matches() || !SCHEMES.contains(storage.scheme())) {
            problems.add(
                    field + ".mountPoint", uri, "oss://, s3://, cos://, obs://, dls://, hdfs://, local:// or pvc://");
            return;
        }
        if (!problems.plain(field + ".mountPoint", uri)) {
            return;
        }
        if (Boolean.TRUE.equals(mount.readOnly()) && !DatasetMount.isReadOnly(dataset)) {
            problems.add(field + ".readOnly", "true", "false, or ReadOnlyMany in " + DATASET + ".accessModes");
        }
        storage.asVolume()
                .ifPresentOrElse(volume -> nativeMount(field, storage, volume), () -> store(field, storage, stores));
        cacheSet(field + ".options", storage);
    }

    private void path(String field, Storage storage, Set<String> paths) {
        String path = storage.path();
        String named = field + (storage.mount().path() == null ? ".name" : ".path");
        if (!problems.plain(named, path)) {
            return;
        }
        if (List.of(path.split("/")).contains("..")) {
            problems.add(field + ".path", path, "a path without ..");
        } else if (storage.isNative() && path.contains(":")) {
            problems.add(named, path, "a path without colons, as a volume is mounted there");
        }
        if (!paths.add(path)) {
            problems.add(field + ".path", path, "a path that no other mount has");
        }
    }

    private void nativeMount(String field, Storage storage, NativeStorage volume) {
        volume.check(field + ".mountPoint", problems);
        if (storage.mount().options().keySet().stream().anyMatch(key -> !CacheSet.OPTIONS.contains(key))
                || !storage.mount().encryptOptions().isEmpty()) {
            problems.add(field + ".options", volume.uri(), "no options of a storage: this one is a volume of the pods");
        }
    }

    private void store(String field, Storage storage, Map<String, Storage> stores) {
        boolean bucket = BUCKET.matcher(storage.bucket()).matches();
        boolean hdfs = storage.scheme().equals("hdfs");
        if (!bucket && !hdfs) {
            problems.add(field + ".mountPoint", storage.mount().mountPoint(), "scheme://bucket/folder");
        }
        storage.options().keySet().stream()
                .filter(key -> !key.startsWith(storage.option("")) && !CacheSet.OPTIONS.contains(key))
                .filter(key -> !(hdfs && key.startsWith("fs.")))
                // What is shared may be meant for mounts of another kind.
                .filter(storage.mount().options()::containsKey)
                .forEach(key -> problems.add(
                        field + ".options", key, storage.option("…") + " or one of " + sorted(CacheSet.OPTIONS)));
        if (storage.scheme().equals(Storage.OSS) && storage.value("endpoint").isEmpty()) {
            problems.add(field + ".options[" + storage.option("endpoint") + "]", "", "the endpoint of the bucket");
        }
        credentials(field, storage);
        Storage same = stores.putIfAbsent(storage.scheme() + "://" + storage.credentialsFolder(), storage);
        if (same != null && !hdfs && !sameAccess(same, storage)) {
            problems.add(
                    field + ".options",
                    storage.mount().mountPoint(),
                    "endpoint and credentials as in the other mount of " + storage.credentialsFolder());
        }
    }

    private static boolean sameAccess(Storage one, Storage other) {
        return one.secrets().equals(other.secrets())
                && Storage.CREDENTIALS.stream().allMatch(name -> one.value(name).equals(other.value(name)))
                && one.value("endpoint").equals(other.value("endpoint"));
    }

    private void credentials(String field, Storage storage) {
        List<String> names = Storage.OBJECT_STORES.contains(storage.scheme())
                ? Storage.CREDENTIALS.stream().map(storage::option).toList()
                : List.of();
        for (String name : sorted(storage.secrets().keySet())) {
            if (!names.contains(name) && !isShared(storage, name)) {
                problems.add(
                        field + ".encryptOptions",
                        name,
                        names.isEmpty() ? "none for this kind of storage" : "one of " + names);
            }
        }
        boolean secret = names.stream().anyMatch(storage.secrets()::containsKey);
        boolean inline = names.stream().anyMatch(storage.options()::containsKey);
        if (secret && inline) {
            problems.add(
                    field + ".encryptOptions",
                    storage.mount().mountPoint(),
                    "all credentials of a bucket from Secrets, or none");
        } else if (secret || inline) {
            for (String half : List.of(Storage.ACCESS_KEY, Storage.SECRET_KEY)) {
                String name = storage.option(half);
                if (!storage.secrets().containsKey(name) && storage.value(half).isEmpty()) {
                    problems.add(
                            field + (secret ? ".encryptOptions" : ".options"),
                            "",
                            name + " too: credentials are a pair");
                }
            }
        }
    }

    /** What is shared may be meant for mounts of another kind. */
    private static boolean isShared(Storage storage, String name) {
        boolean known = Storage.OBJECT_STORES.stream()
                .anyMatch(scheme -> Storage.CREDENTIALS.stream()
                        .anyMatch(credential -> name.equals("fs." + scheme + "." + credential)));
        return known && storage.mount().encryptOptions().stream().noneMatch(option -> name.equals(option.name()));
    }

    private void cacheSet(String field, Storage storage) {
        Map<String, String> options = storage.options();
        CacheSet.ACCEPTED.forEach((name, accepted) -> {
            String value = options.getOrDefault(name, accepted.get(0));
            if (!accepted.contains(value)) {
                problems.add(field + "[" + name + "]", value, "one of " + accepted);
            }
        });
        for (String name : List.of(CacheSet.READ_REPLICA, CacheSet.WRITE_REPLICA)) {
            String value = options.getOrDefault(name, "1");
            if (!COPIES.matcher(value).matches()) {
                problems.add(field + "[" + name + "]", value, "a number of copies, 1 to 999");
            }
        }
        if (!CacheSet.ONCE.equals(options.get(CacheSet.META_POLICY))) {
            needsOnce(field, CacheSet.CACHE_STRATEGY, CacheSet.DHT, options);
            needsOnce(field, CacheSet.WRITE_POLICY, CacheSet.CACHE_ONLY, options);
        }
    }

    private void needsOnce(String field, String name, String value, Map<String, String> options) {
        if (value.equals(options.get(name))) {
            problems.add(field + "[" + name + "]", value, value + " together with metaPolicy ONCE only");
        }
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }
}
