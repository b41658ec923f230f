package io.fluid.engine.juicefs;

import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.JuiceFSComponentSpec;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.Problem;
import io.fluid.core.spi.support.Problems;
import io.fluid.core.spi.support.TierChecks;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Says what is wrong with a request, all at once. */
final class Validation {

    static final String SPEC = "JuiceFSRuntime.spec";
    private static final String SUBDIR = "subdir";
    // What JuiceFS calls a cache in its own memory.
    private static final String MEMORY = "memory";

    // A StatefulSet's pods carry its name and a hash of ten characters in one label of at most 63.
    private static final int LONGEST_NAME = 63 - "-worker-".length() - 10;
    private static final Pattern VOLUME_NAME = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
    private static final Pattern OPTION = Pattern.compile("[A-Za-z][A-Za-z0-9_.-]*");
    private static final Pattern CONFIG = Pattern.compile("(--)?[A-Za-z][A-Za-z0-9-]*(=.*)?");
    private static final Pattern VARIABLE = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final Pattern OUR_VARIABLES =
            Pattern.compile("FLUID_.*|PATH|HOME|IFS|ENV|LD_.*|METAURL|TOKEN|ACCESS_KEY2?|SECRET_KEY2?|SESSION_TOKEN");

    private final Problems problems = new Problems();

    private Validation() {}

    static List<Problem> problems(CacheRequest request) {
        Validation validation = new Validation();
        validation.check(request);
        return validation.problems.all();
    }

    private void check(CacheRequest request) {
        if (request.name().length() > LONGEST_NAME) {
            problems.add(
                    "JuiceFSRuntime.metadata.name",
                    request.name(),
                    "at most " + LONGEST_NAME + " characters: pods are named after it");
        }
        dataset(request.dataset().getSpec());
        RuntimeSpec runtime;
        try {
            runtime = RuntimeSpec.of(request);
        } catch (IllegalArgumentException e) {
            problems.wrongType("JuiceFSRuntime", e);
            return;
        }
        new RuntimeValidation(problems, runtime).check();
        new TierChecks(problems).levels(SPEC + ".tieredstore", runtime.levels());
        List<String> configs = runtime.spec().configs();
        for (int i = 0; i < configs.size(); i++) {
            String field = SPEC + ".configs[" + i + "]";
            if (problems.plain(field, configs.get(i))
                    && !CONFIG.matcher(configs.get(i)).matches()) {
                problems.add(field, configs.get(i), "an argument of juicefs format or auth: --key=value");
            }
        }
        component("master", runtime.spec().master());
        component("jobWorker", runtime.spec().jobWorker());
        if (runtime.spec().initUsers() != null) {
            problems.add(SPEC + ".initUsers", "", "nothing: JuiceFS needs no users of its own");
        }
        if (runtime.spec().runAs() != null) {
            problems.add(
                    SPEC + ".runAs", String.valueOf(runtime.spec().runAs().uid()), "nothing: JuiceFS mounts as root");
        }
        mountOptions(SPEC + ".worker.options", runtime.worker().options());
        mountOptions(SPEC + ".fuse.options", runtime.fuse().options());
        if (problems.all().isEmpty()) {
            cacheDirectories(request, runtime, "worker", runtime.worker());
            cacheDirectories(request, runtime, "fuse", runtime.fuse());
        }
    }

    /** A cache that lies in no volume fills the node behind everybody's back, and no load reaches it. */
    private void cacheDirectories(CacheRequest request, RuntimeSpec runtime, String name, RuntimeSpec.Part part) {
        DataVolume volume = DataVolume.of(request.dataset().getSpec());
        String field = part.options().containsKey(Planner.CACHE_DIR)
                ? SPEC + "." + name + ".options"
                : "Dataset.spec.mounts[0].options";
        Planner.otherDirectories(volume, runtime, Planner.tiers(request, runtime), part.options()).stream()
                .filter(directory -> !directory.equals(MEMORY) && !part.holds(directory))
                .forEach(directory -> problems.add(
                        field + "[" + Planner.CACHE_DIR + "]",
                        directory,
                        "directories in spec.tieredstore, or those of a volume of " + name + ".volumeMounts"));
    }

    private void component(String name, @Nullable JuiceFSComponentSpec component) {
        if (component != null) {
            problems.add(SPEC + "." + name, "", "nothing: JuiceFS has workers and fuse only");
        }
    }

    private void dataset(DatasetSpec dataset) {
        List<Mount> mounts = dataset.mounts();
        if (mounts.size() != 1) {
            problems.add(
                    "Dataset.spec.mounts", mounts.size() + " mounts", "exactly one mount: a JuiceFS volume is a tree");
        }
        mountOptions("Dataset.spec.sharedOptions", dataset.sharedOptions());
        problems.encryptOptions(
                "Dataset.spec.sharedEncryptOptions", dataset.sharedEncryptOptions(), dataset.sharedOptions());
        if (dataset.owner() != null) {
            problems.add(
                    "Dataset.spec.owner",
                    String.valueOf(dataset.owner().uid()),
                    "nothing: a JuiceFS volume knows the owner of each file");
        }
        if (dataset.dataRestoreLocation() != null) {
            problems.add(
                    "Dataset.spec.dataRestoreLocation",
                    String.valueOf(dataset.dataRestoreLocation().path()),
                    "nothing: metadata of JuiceFS lies in an engine of its own");
        }
        if (mounts.isEmpty()) {
            return;
        }
        Mount mount = mounts.get(0);
        String field = "Dataset.spec.mounts[0]";
        String uri = mount.mountPoint();
        if (!uri.startsWith(DataVolume.SCHEME)
                || Problems.hasControl(uri)
                || List.of(uri.split("/")).contains("..")) {
            problems.add(field + ".mountPoint", uri, "juicefs:///folder of the volume, or juicefs:///");
        }
        String path = mount.path() == null ? "" : mount.path();
        if (!path.isEmpty() && !path.equals("/")) {
            problems.add(field + ".path", path, "/: a volume is mounted as a whole; mountPoint names a folder of it");
        }
        String name = mount.name() == null ? "" : mount.name();
        if (!VOLUME_NAME.matcher(name).matches()) {
            problems.add(field + ".name", name, "the volume's name: 3 to 63 lower-case letters, digits and dashes");
        }
        mountOptions(field + ".options", mount.options());
        problems.encryptOptions(field + ".encryptOptions", mount.encryptOptions(), mount.options());
        secrets(DataVolume.of(dataset), field);
    }

    private void secrets(DataVolume volume, String field) {
        Set<String> known = volume.edition().secrets();
        volume.secrets().keySet().forEach(option -> {
            if (!known.contains(option) && !VARIABLE.matcher(option).matches()) {
                problems.add(
                        field + ".encryptOptions",
                        option,
                        String.join(", ", new TreeSet<>(known)) + ", or a variable of JuiceFS in capitals");
            } else if (OUR_VARIABLES.matcher(option).matches()) {
                problems.add(field + ".encryptOptions", option, "a variable that Fluid does not set itself");
            }
        });
        Arrays.stream(Edition.values())
                .flatMap(edition -> edition.secrets().stream())
                .distinct()
                .sorted()
                .forEach(option -> {
                    if (volume.options().containsKey(option)) {
                        problems.add(field + ".options", option, "this option under encryptOptions, from a Secret");
                    }
                });
        if (volume.edition() == Edition.COMMUNITY && volume.options().containsKey(DataVolume.BUCKET2)) {
            problems.add(field + ".options", DataVolume.BUCKET2, "one bucket: the enterprise edition may have two");
        }
        String quota = volume.options().get(DataVolume.QUOTA);
        if (quota != null) {
            String quotaField = field + ".options[" + DataVolume.QUOTA + "]";
            if (DataVolume.quota(quota).isEmpty()) {
                problems.add(
                        quotaField,
                        quota,
                        "a capacity of whole GiB such as 10Gi, 1Gi or more; a number below 1000000 counts GiB, others bytes");
            } else if (volume.edition() == Edition.ENTERPRISE) {
                problems.add(quotaField, quota, "no quota: the enterprise edition sets quotas in its console");
            } else if (volume.folder().equals("/")) {
                problems.add(quotaField, quota, "a quota with a folder in mountPoint, which it holds for");
            }
        }
    }

    static void options(Problems problems, String field, Map<String, String> options) {
        options.forEach((key, value) -> {
            if (!OPTION.matcher(key).matches()) {
                problems.add(field, key, "names of letters, digits, dots, dashes and underscores");
            }
            problems.plain(field + "[" + key + "]", value);
        });
    }

    private void mountOptions(String field, Map<String, String> options) {
        options(problems, field, options);
        for (String ours : List.of("metrics", "background", "d")) {
            if (options.containsKey(ours)) {
                problems.add(field, ours, "an option that Fluid does not set itself");
            }
        }
        if (options.containsKey(SUBDIR)) {
            problems.add(
                    field, SUBDIR, "a folder in mountPoint instead, juicefs:///folder: data operations keep to it too");
        }
    }
}
