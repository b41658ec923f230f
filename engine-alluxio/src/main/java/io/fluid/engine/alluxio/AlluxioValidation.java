package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fluid.api.v1alpha1.AlluxioComponentSpec;
import io.fluid.api.v1alpha1.AlluxioRuntimeSpec;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.EncryptOption;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.api.v1alpha1.SecretKeySelector;
import io.fluid.api.v1alpha1.TargetPath;
import io.fluid.api.v1alpha1.TieredStoreLevel;
import io.fluid.api.v1alpha1.User;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.Problem;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/** Says what is wrong with a request, all at once. */
final class AlluxioValidation {

    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.+", Pattern.DOTALL);
    private static final Pattern OPTION_KEY = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final Pattern SECRET_KEY = Pattern.compile("[A-Za-z0-9_.-]+");
    private static final Pattern OBJECT_NAME = Pattern.compile("[a-z0-9]([a-z0-9.-]*[a-z0-9])?");
    private static final Pattern USER_NAME = Pattern.compile("[a-z_][a-z0-9_-]*");
    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    // Published images write JVM options into a shell script, in double quotes.
    private static final Pattern JVM_OPTION = Pattern.compile("-[A-Za-z0-9@%+=:,./_~-]+(\\*[A-Za-z0-9@%+=:,./_~-]*)*");
    private static final Set<String> MEDIUMS = Set.of("MEM", "SSD", "HDD");
    private static final Set<String> NETWORK_MODES = Set.of("", "HostNetwork", "ContainerNetwork");
    private static final String PLAIN = "text without line breaks and control characters";
    private static final String NO_REFERENCE = "text without ${, which Alluxio would replace";

    private final List<Problem> problems = new ArrayList<>();

    private AlluxioValidation() {}

    static List<Problem> problems(CacheRequest request) {
        AlluxioValidation validation = new AlluxioValidation();
        validation.dataset(request.dataset().getSpec());
        AlluxioRuntimeSpec runtime;
        try {
            runtime = AlluxioPlanner.runtime(request);
        } catch (IllegalArgumentException e) {
            validation.add("AlluxioRuntime.spec", String.valueOf(e.getMessage()), "fields of the types of the CRD");
            return List.copyOf(validation.problems);
        }
        validation.runtime(runtime);
        return List.copyOf(validation.problems);
    }

    static List<Problem> loadProblems(DataLoad load) {
        AlluxioValidation validation = new AlluxioValidation();
        List<TargetPath> targets = load.getSpec().target();
        for (int i = 0; i < targets.size(); i++) {
            String field = "DataLoad.spec.target[" + i + "]";
            String path = targets.get(i).path();
            if (!path.startsWith("/") || hasControl(path)) {
                validation.add(field + ".path", path, "an absolute path without line breaks");
            }
            Integer replicas = targets.get(i).replicas();
            if (replicas != null && replicas < 0) {
                validation.add(field + ".replicas", replicas.toString(), "a number of copies, 1 or more");
            }
        }
        return List.copyOf(validation.problems);
    }

    private void dataset(DatasetSpec dataset) {
        List<Mount> mounts = dataset.mounts();
        if (mounts.isEmpty()) {
            add("Dataset.spec.mounts", "", "at least one mount");
        }
        options("Dataset.spec.sharedOptions", dataset.sharedOptions());
        encryptOptions("Dataset.spec.sharedEncryptOptions", dataset.sharedEncryptOptions(), dataset.sharedOptions());
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            mount("Dataset.spec.mounts[" + i + "]", mounts.get(i), dataset, paths);
        }
        user("Dataset.spec.owner", dataset.owner());
    }

    private void mount(String field, Mount mount, DatasetSpec dataset, Set<String> paths) {
        String uri = mount.mountPoint();
        if (!URI.matcher(uri).matches() || uri.startsWith("dataset://")) {
            add(
                    field + ".mountPoint",
                    uri,
                    "scheme://path, such as s3://bucket/folder, local:///folder or pvc://claim");
        } else if (text(field + ".mountPoint", uri)) {
            nativeMount(field + ".mountPoint", mount);
        }
        String path = Mounts.path(mount);
        if (text(field + (mount.path() == null ? ".name" : ".path"), path)) {
            if (List.of(path.split("/")).contains("..")) {
                add(field + ".path", path, "a path without ..");
            }
            if (path.contains("  ")) {
                add(field + ".path", path, "a path without two spaces in a row");
            }
            if (!paths.add(path)) {
                add(field + ".path", path, "a path that no other mount has");
            }
        }
        options(field + ".options", mount.options());
        encryptOptions(field + ".encryptOptions", mount.encryptOptions(), mount.options());
        if (!path.equals(Mounts.ROOT)) {
            Mounts.options(dataset, mount).forEach((key, value) -> {
                if (value.endsWith("\"")) {
                    add(field + ".options[" + key + "]", value, "text that does not end with a quotation mark");
                }
            });
        }
    }

    private void nativeMount(String field, Mount mount) {
        String uri = mount.mountPoint();
        if (uri.startsWith(Mounts.LOCAL)) {
            String folder = uri.substring(Mounts.LOCAL.length());
            if (!folder.startsWith("/") || List.of(folder.split("/")).contains("..")) {
                add(field, uri, "local:// with an absolute path without ..");
            }
        } else if (uri.startsWith(Mounts.CLAIM)) {
            String subPath = Mounts.claimSubPath(mount).orElse("");
            if (!OBJECT_NAME.matcher(Mounts.claimName(mount)).matches()
                    || subPath.startsWith("/")
                    || List.of(subPath.split("/")).contains("..")) {
                add(field, uri, "pvc://claim or pvc://claim/folder");
            }
        }
    }

    private void options(String field, Map<String, String> options) {
        options.forEach((key, value) -> {
            if (!OPTION_KEY.matcher(key).matches()) {
                add(field, key, "keys of letters, digits, dots, dashes and underscores");
            }
            text(field + "[" + key + "]", value);
        });
    }

    private void encryptOptions(String field, List<EncryptOption> options, Map<String, String> plain) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < options.size(); i++) {
            EncryptOption option = options.get(i);
            String at = field + "[" + i + "]";
            if (!OPTION_KEY.matcher(option.name()).matches()) {
                add(at + ".name", option.name(), "letters, digits, dots, dashes and underscores");
            } else if (plain.containsKey(option.name()) || !names.add(option.name())) {
                add(at + ".name", option.name(), "an option that is not given twice");
            }
            Optional<SecretKeySelector> selector = Mounts.secretKey(option);
            String secret = selector.map(SecretKeySelector::name).orElse("");
            String key = selector.map(SecretKeySelector::key).orElse("");
            if (!OBJECT_NAME.matcher(secret).matches()) {
                add(at + ".valueFrom.secretKeyRef.name", secret, "the name of a Secret");
            }
            if (!SECRET_KEY.matcher(key).matches() || key.equals("..") || key.equals(".")) {
                add(at + ".valueFrom.secretKeyRef.key", key, "a key of the Secret");
            }
        }
    }

    private void runtime(AlluxioRuntimeSpec runtime) {
        String spec = "AlluxioRuntime.spec";
        if (runtime.replicas() != null && runtime.replicas() < 0) {
            add(spec + ".replicas", runtime.replicas().toString(), "0 or more");
        }
        Integer masters = AlluxioPlanner.component(runtime, Component.MASTER).replicas();
        if (masters != null && masters != 1) {
            add(spec + ".master.replicas", masters.toString(), "1");
        }
        properties(spec + ".properties", runtime.properties());
        jvmOptions(spec + ".jvmOptions", runtime.jvmOptions());
        component(spec + ".master", AlluxioPlanner.component(runtime, Component.MASTER));
        component(spec + ".jobMaster", AlluxioPlanner.component(runtime, Component.JOB_MASTER));
        component(spec + ".worker", AlluxioPlanner.component(runtime, Component.WORKER));
        component(spec + ".jobWorker", AlluxioPlanner.component(runtime, Component.JOB_WORKER));
        component(spec + ".fuse", AlluxioPlanner.component(runtime, Component.FUSE));
        ports(spec, runtime);
        fuseArguments(spec + ".fuse.args", AlluxioPlanner.fuse(runtime).args());
        user(spec + ".runAs", runtime.runAs());
        String hadoop = runtime.hadoopConfig();
        if (hadoop != null && !hadoop.isEmpty() && !OBJECT_NAME.matcher(hadoop).matches()) {
            add(spec + ".hadoopConfig", hadoop, "the name of a ConfigMap");
        }
        int before = problems.size();
        tiers(spec + ".tieredstore", Tiers.levels(runtime.tieredstore()));
        if (problems.size() == before) {
            tierMemory(spec, runtime);
        }
    }

    private void component(String field, AlluxioComponentSpec component) {
        properties(field + ".properties", component.properties());
        jvmOptions(field + ".jvmOptions", component.jvmOptions());
        String mode = component.networkMode() == null ? "" : component.networkMode();
        if (!NETWORK_MODES.contains(mode)) {
            add(field + ".networkMode", mode, "HostNetwork or ContainerNetwork");
        }
        component.env().keySet().forEach(name -> {
            if (!VARIABLE.matcher(name).matches()) {
                add(field + ".env", name, "names of letters, digits and underscores");
            } else if (name.startsWith("FLUID_") || (name.startsWith("ALLUXIO_") && name.endsWith("JAVA_OPTS"))) {
                add(field + ".env", name, "a name that is not taken; JVM options go to jvmOptions");
            }
        });
    }

    private void ports(String spec, AlluxioRuntimeSpec runtime) {
        Set<Integer> taken = new HashSet<>();
        for (Port port : Port.values()) {
            String field = spec + "." + fieldName(port.component());
            try {
                AlluxioPlanner.chosen(runtime, port).ifPresent(number -> {
                    if (number < 1 || number > 65535 || !taken.add(number)) {
                        add(field + ".ports." + port.key(), Integer.toString(number), "a free port from 1 to 65535");
                    }
                });
            } catch (NumberFormatException e) {
                add(field + ".properties[" + port.property() + "]", String.valueOf(e.getMessage()), "a port number");
            }
        }
    }

    private static String fieldName(Component component) {
        return switch (component) {
            case MASTER -> "master";
            case JOB_MASTER -> "jobMaster";
            case WORKER -> "worker";
            case JOB_WORKER -> "jobWorker";
            case FUSE, CLIENT -> "fuse";
        };
    }

    private void fuseArguments(String field, List<String> arguments) {
        if (!arguments.isEmpty() && !arguments.get(0).equals("fuse")) {
            add(field + "[0]", arguments.get(0), "fuse, followed by its options");
        }
        for (int i = 0; i < arguments.size(); i++) {
            if (hasControl(arguments.get(i))) {
                add(field + "[" + i + "]", arguments.get(i), PLAIN);
            }
        }
    }

    private void tiers(String field, List<TieredStoreLevel> levels) {
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < levels.size(); i++) {
            TieredStoreLevel level = levels.get(i);
            String at = field + ".levels[" + i + "]";
            if (!MEDIUMS.contains(level.mediumtype())) {
                add(at + ".mediumtype", level.mediumtype(), "MEM, SSD or HDD");
            }
            String type = level.volumeType() == null ? Tiers.HOST_PATH : level.volumeType();
            if (!type.equals(Tiers.HOST_PATH) && !type.equals(Tiers.EMPTY_DIR)) {
                add(at + ".volumeType", type, "hostPath or emptyDir");
            } else if (level.volumeSource() != null && !type.equals(Tiers.EMPTY_DIR)) {
                add(at + ".volumeSource", type, "no volumeSource unless volumeType is emptyDir");
            }
            tierPaths(at, level, paths);
            quotas(at, level);
            watermarks(at, level);
        }
    }

    private void tierPaths(String at, TieredStoreLevel level, Set<String> paths) {
        if (Tiers.paths(level).isEmpty()) {
            add(at + ".path", "", "a directory, or several with commas between them");
        }
        for (String path : Tiers.paths(level)) {
            if (!path.startsWith("/") || hasControl(path) || path.contains(":") || path.contains("..")) {
                add(at + ".path", path, "absolute directories with commas between them");
            } else if (!paths.add(path)) {
                add(at + ".path", path, "a directory that no other level has");
            }
        }
    }

    private void quotas(String at, TieredStoreLevel level) {
        String list = level.quotaList();
        boolean isList = list != null && !list.isEmpty();
        Quantity quota = level.quota();
        if (!isList && quota == null) {
            add(at + ".quota", "", "a capacity such as 2Gi, or a quotaList");
            return;
        }
        String field = at + (isList ? ".quotaList" : ".quota");
        String value = isList ? String.valueOf(list) : String.valueOf(quota);
        try {
            List<Long> quotas = Tiers.quotas(level);
            int paths = Tiers.paths(level).size();
            if (isList && quotas.size() != paths) {
                add(field, value, "as many capacities as there are paths: " + paths);
            }
            if (quotas.stream().anyMatch(bytes -> bytes <= 0)) {
                add(field, value, "capacities greater than 0");
            }
        } catch (IllegalArgumentException | ArithmeticException e) {
            add(field, value, "capacities such as 2Gi");
        }
    }

    private void watermarks(String at, TieredStoreLevel level) {
        Optional<BigDecimal> high = ratio(at + ".high", level.high());
        Optional<BigDecimal> low = ratio(at + ".low", level.low());
        if (high.isPresent() && low.isPresent() && low.get().compareTo(high.get()) >= 0) {
            add(at + ".low", String.valueOf(level.low()), "less than high, which is " + level.high());
        }
    }

    private Optional<BigDecimal> ratio(String field, @Nullable String text) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        try {
            BigDecimal ratio = new BigDecimal(text);
            if (ratio.signum() > 0 && ratio.compareTo(BigDecimal.ONE) <= 0) {
                return Optional.of(ratio);
            }
        } catch (NumberFormatException e) {
            // Told below, like any other text that is no ratio.
        }
        add(field, text, "a share greater than 0, at most 1, such as 0.95");
        return Optional.empty();
    }

    private void tierMemory(String spec, AlluxioRuntimeSpec runtime) {
        long memory = Tiers.directories(Tiers.levels(runtime.tieredstore()), "", "").stream()
                .filter(AlluxioPlan.TierDirectory::memory)
                .mapToLong(AlluxioPlan.TierDirectory::bytes)
                .sum();
        OptionalLong limit =
                Memory.limit(AlluxioPlanner.component(runtime, Component.WORKER).resources());
        long least = 2 * 64 * Memory.MEBIBYTE;
        if (memory > 0 && limit.isPresent() && limit.getAsLong() < memory + least) {
            add(
                    spec + ".worker.resources.limits.memory",
                    Memory.quantity(limit.getAsLong()).toString(),
                    "at least the memory of the tiers and 128Mi for the worker: " + Memory.quantity(memory + least));
        }
    }

    private void properties(String field, Map<String, String> properties) {
        properties.forEach((key, value) -> {
            if (key.isEmpty() || hasControl(key) || key.contains(" ")) {
                add(field, key, "the name of a property");
            }
            if (hasControl(value)) {
                add(field + "[" + key + "]", value, PLAIN);
            }
        });
    }

    private void jvmOptions(String field, List<String> options) {
        for (int i = 0; i < options.size(); i++) {
            // Upstream's manifests put several options into one element.
            for (String option : options.get(i).strip().split(" +")) {
                if (!JVM_OPTION.matcher(option).matches()) {
                    add(
                            field + "[" + i + "]",
                            options.get(i),
                            "JVM options without quotes, $, backslashes and line breaks");
                    break;
                }
            }
        }
    }

    private void user(String field, @Nullable User user) {
        if (user == null) {
            return;
        }
        if (user.uid() == null || user.uid() < 0) {
            add(field + ".uid", String.valueOf(user.uid()), "a user id");
        }
        if (user.gid() == null || user.gid() < 0) {
            add(field + ".gid", String.valueOf(user.gid()), "a group id");
        }
        if (!USER_NAME.matcher(user.user()).matches()) {
            add(field + ".user", user.user(), "a user name");
        }
        if (!USER_NAME.matcher(user.group()).matches()) {
            add(field + ".group", user.group(), "a group name");
        }
    }

    /** Text that reaches Alluxio as it is: properties and command lines know neither line breaks nor a literal ${. */
    private boolean text(String field, String value) {
        if (hasControl(value)) {
            add(field, value, PLAIN);
            return false;
        }
        if (value.contains("${")) {
            add(field, value, NO_REFERENCE);
            return false;
        }
        return true;
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private void add(String field, String value, String accepted) {
        problems.add(new Problem(field, value, accepted));
    }
}
