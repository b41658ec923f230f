package io.fluid.engine.juicefs;

import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.DataMigrate;
import io.fluid.api.v1alpha1.DataMigrateSpec;
import io.fluid.api.v1alpha1.DataToMigrate;
import io.fluid.api.v1alpha1.DatasetToMigrate;
import io.fluid.api.v1alpha1.EncryptOption;
import io.fluid.api.v1alpha1.ExternalStorage;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.Problem;
import io.fluid.core.spi.support.NativeStorage;
import io.fluid.core.spi.support.Problems;
import io.fluid.core.spi.support.TierDirectory;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** Says what is wrong with a data operation, all at once. */
final class OperationValidation {

    private static final Pattern TIMEOUT = Pattern.compile("\\d+(\\.\\d+)?[smhd]?");
    private static final Set<String> STORAGE_KEYS = Set.of("access-key", "secret-key", "token");
    private static final String HOST = "[A-Za-z0-9._-]+(:\\d*)?";
    // What stands before an @ would be keys, and what follows ? or # is no part of a folder. JuiceFS logs an address
    // that
    // it cannot read, and by then the keys are in it.
    private static final Pattern STORAGE_URI = Pattern.compile("[a-z][a-z0-9]*://(\\[[0-9A-Fa-f:]+](:\\d*)?|" + HOST
            + "(," + HOST + ")*)(/([^%?#\\p{Cntrl}]|%[0-9A-Fa-f]{2})*)?");
    private static final Set<String> NO_STORAGES = Set.of("local", "file", "jfs");
    private static final Set<String> CLUSTER_OPTIONS = Set.of("worker", "manager", "manager-addr");

    private final Problems problems = new Problems();

    private OperationValidation() {}

    static List<Problem> problems(CacheRequest request, DataLoad load) {
        OperationValidation validation = new OperationValidation();
        validation.load(request, load);
        return validation.problems.all();
    }

    static List<Problem> problems(CacheRequest request, DataMigrate migrate) {
        OperationValidation validation = new OperationValidation();
        validation.migrate(request, migrate);
        return validation.problems.all();
    }

    private void load(CacheRequest request, DataLoad load) {
        RuntimeSpec runtime = RuntimeSpec.of(request);
        problems.load(load);
        if (!runtime.hasWorkers() || runtime.workers() == 0) {
            problems.add(Validation.SPEC + ".replicas", "0", "a worker that can be warmed");
        }
        List<TierDirectory> tiers = Planner.tiers(request, runtime);
        List<String> others = Planner.otherDirectories(
                DataVolume.of(request.dataset().getSpec()),
                runtime,
                tiers,
                runtime.worker().options());
        if (!others.isEmpty()) {
            problems.add(
                    Validation.SPEC + ".worker.options[" + Planner.CACHE_DIR + "]",
                    String.join(":", others),
                    "directories in spec.tieredstore, which a load can warm");
        }
        if (tiers.stream()
                .anyMatch(tier ->
                        tier.volume().getHostPath() == null || runtime.worker().holds(tier.path()))) {
            problems.add(
                    Validation.SPEC + ".tieredstore",
                    "",
                    "levels of volumeType hostPath: a load warms directories of the node, which an emptyDir or a volume "
                            + "of worker.volumeMounts hides");
        }
        operationOptions("DataLoad.spec.options", load.getSpec().options());
    }

    private void operationOptions(String field, Map<String, String> options) {
        String timeout = options.get(OperationOptions.TIMEOUT);
        if (timeout != null && !TIMEOUT.matcher(timeout).matches()) {
            problems.add(field + "[" + OperationOptions.TIMEOUT + "]", timeout, "a time such as 30m");
        }
        Validation.options(problems, field, options);
    }

    private void migrate(CacheRequest request, DataMigrate migrate) {
        DataMigrateSpec spec = migrate.getSpec();
        String type = Objects.requireNonNullElse(spec.runtimeType(), "");
        if (!Set.of("", JuiceFSEngineProvider.DESCRIPTOR.runtimeType()).contains(type)) {
            problems.add(
                    "DataMigrate.spec.runtimeType",
                    type,
                    JuiceFSEngineProvider.DESCRIPTOR.runtimeType() + ", which serves the Dataset " + request.name());
        }
        if (spec.parallelism() != null && spec.parallelism() > 1) {
            problems.add(
                    "DataMigrate.spec.parallelism",
                    spec.parallelism().toString(),
                    "1: one pod copies; spec.options.threads is how many files it copies at the same time");
        }
        for (String cluster : CLUSTER_OPTIONS) {
            if (spec.options().containsKey(cluster)) {
                problems.add("DataMigrate.spec.options", cluster, "an option of juicefs sync in a single process");
            }
        }
        operationOptions("DataMigrate.spec.options", spec.options());
        end("DataMigrate.spec.from", spec.from(), request.namespace());
        end("DataMigrate.spec.to", spec.to(), request.namespace());
    }

    private void end(String field, @Nullable DataToMigrate end, String namespace) {
        if (end == null) {
            problems.add(field, "", "either dataset or externalStorage");
            return;
        }
        DatasetToMigrate dataset = end.dataset();
        if (dataset != null) {
            problems.objectName(field + ".dataset.name", dataset.name(), "the name of a Dataset");
            if (!dataset.namespace().isEmpty() && !dataset.namespace().equals(namespace)) {
                problems.add(field + ".dataset.namespace", dataset.namespace(), "the namespace \"" + namespace + "\"");
            }
            inside(field + ".dataset.path", Objects.requireNonNullElse(dataset.path(), ""));
        }
        if (end.externalStorage() != null) {
            storage(field + ".externalStorage", end.externalStorage());
        }
    }

    private void storage(String field, ExternalStorage storage) {
        String uri = storage.uri();
        List<EncryptOption> keys = storage.encryptOptions();
        NativeStorage claim =
                NativeStorage.of(uri).filter(NativeStorage::isClaim).orElse(null);
        if (claim != null) {
            if (problems.plain(field + ".uri", uri)) {
                claim.check(field + ".uri", problems);
            }
            if (!keys.isEmpty()) {
                problems.add(field + ".encryptOptions", keys.get(0).name(), "nothing: a claim needs no keys");
            }
            return;
        }
        String scheme = uri.split("://", 2)[0];
        if (!STORAGE_URI.matcher(uri).matches() || NO_STORAGES.contains(scheme)) {
            problems.add(
                    field + ".uri",
                    uri,
                    "pvc://claim/folder, or the address of an object store as juicefs sync knows it, without keys: "
                            + "s3://bucket.host/folder, minio://host:port/bucket/folder");
        }
        problems.encryptOptions(field + ".encryptOptions", keys, Map.of());
        List<String> names = keys.stream().map(EncryptOption::name).toList();
        if (!STORAGE_KEYS.containsAll(names) || !names.isEmpty() && !names.contains("access-key")) {
            problems.add(field + ".encryptOptions", String.join(", ", names), "access-key, with secret-key and token");
        }
    }

    private void inside(String field, String path) {
        if (problems.plain(field, path) && List.of(path.split("/")).contains("..")) {
            problems.add(field, path, "a folder without ..");
        }
    }
}
