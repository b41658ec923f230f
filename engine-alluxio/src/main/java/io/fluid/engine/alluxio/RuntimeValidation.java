package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fluid.api.v1alpha1.AlluxioComponentSpec;
import io.fluid.api.v1alpha1.AlluxioRuntimeSpec;
import io.fluid.api.v1alpha1.InitUsersSpec;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says what is wrong with an AlluxioRuntime. */
final class RuntimeValidation {

    static final String SPEC = "AlluxioRuntime.spec";

    private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    // Published images write JVM options into a shell script, in double quotes.
    private static final Pattern JVM_OPTION = Pattern.compile("-[A-Za-z0-9@%+=:,./_~-]+(\\*[A-Za-z0-9@%+=:,./_~-]*)*");
    private static final Pattern VOLUME_NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern OUR_VOLUMES =
            Pattern.compile("alluxio-.*|tier-\\d+|ufs-.*|secret-.*|hadoop-config|metadata-backup");
    private static final Set<String> NETWORK_MODES = Set.of("", "HostNetwork", RuntimeSpec.CONTAINER_NETWORK);
    private static final Set<String> CLEAN_POLICIES = Set.of("", "OnDemand", "OnRuntimeDeleted", "OnFuseChanged");
    private static final List<String> OUR_FOLDERS = List.of(
            "/etc/fluid", Paths.SITE_FOLDER, CacheProperties.JOURNAL, Mounts.NATIVE_ROOT, "/etc/passwd", "/etc/group");

    private final Problems problems;
    private final RuntimeSpec runtime;
    private final AlluxioRuntimeSpec spec;

    RuntimeValidation(Problems problems, RuntimeSpec runtime) {
        this.problems = problems;
        this.runtime = runtime;
        this.spec = runtime.spec();
    }

    void check() {
        if (runtime.workers() < 0) {
            problems.add(SPEC + ".replicas", String.valueOf(spec.replicas()), "0 or more");
        }
        if (runtime.masters() < 1 || runtime.masters() % 2 == 0) {
            problems.add(
                    SPEC + ".master.replicas",
                    String.valueOf(runtime.masters()),
                    "1, 3 or another odd number: more than half of the masters have to agree");
        }
        problems.properties(SPEC + ".properties", spec.properties());
        jvmOptions(SPEC + ".jvmOptions", spec.jvmOptions());
        volumes();
        for (Component component : Component.values()) {
            if (component != Component.CLIENT) {
                component(component);
            }
        }
        pullSecrets(SPEC + ".imagePullSecrets", spec.imagePullSecrets());
        ports();
        fuse();
        users();
        data();
        String hadoop = spec.hadoopConfig();
        if (hadoop != null && !hadoop.isEmpty()) {
            problems.objectName(SPEC + ".hadoopConfig", hadoop, "the name of a ConfigMap");
        }
        new TierValidation(problems, runtime).check(SPEC + ".tieredstore");
    }

    private void component(Component component) {
        String field = SPEC + "." + component.field();
        AlluxioComponentSpec part = runtime.component(component);
        problems.properties(field + ".properties", part.properties());
        jvmOptions(field + ".jvmOptions", part.jvmOptions());
        environment(field + ".env", part.env());
        resources(field + ".resources", part.resources());
        volumeMounts(field + ".volumeMounts", part.volumeMounts());
        pullSecrets(field + ".imagePullSecrets", part.imagePullSecrets());
        String mode = part.networkMode() == null ? "" : part.networkMode();
        if (!NETWORK_MODES.contains(mode)) {
            problems.add(field + ".networkMode", mode, "HostNetwork or ContainerNetwork");
        }
        if (component != Component.API_GATEWAY && Boolean.FALSE.equals(part.enabled())) {
            problems.add(field + ".enabled", "false", "true: a cache does not work without it");
        }
        instances(field, component, part);
        if (component.pod() != component) {
            shared(field, component, part, mode);
        }
    }

    private void instances(String field, Component component, AlluxioComponentSpec part) {
        boolean withMaster = component.pod() == Component.MASTER;
        int wanted = withMaster ? runtime.masters() : runtime.workers();
        if (component != Component.MASTER && part.replicas() != null && part.replicas() != wanted) {
            problems.add(
                    field + ".replicas",
                    part.replicas().toString(),
                    wanted + ", as " + (withMaster ? SPEC + ".master.replicas" : SPEC + ".replicas") + " says");
        }
    }

    /** A component in another's pod cannot be placed or networked otherwise. */
    private void shared(String field, Component component, AlluxioComponentSpec part, String mode) {
        AlluxioComponentSpec owner = runtime.component(component.pod());
        String pod = SPEC + "." + component.pod().field();
        String podMode = owner.networkMode() == null ? "" : owner.networkMode();
        if (!mode.isEmpty()
                && mode.equals(RuntimeSpec.CONTAINER_NETWORK) != podMode.equals(RuntimeSpec.CONTAINER_NETWORK)) {
            problems.add(field + ".networkMode", mode, "what " + pod + ".networkMode says: both run in one pod");
        }
        part.nodeSelector().forEach((key, value) -> {
            String there = owner.nodeSelector().get(key);
            if (there != null && !there.equals(value)) {
                problems.add(
                        field + ".nodeSelector[" + key + "]",
                        value,
                        there + ", as " + pod + ".nodeSelector says: both run in one pod");
            }
        });
    }

    private void environment(String field, Map<String, String> env) {
        env.forEach((name, value) -> {
            if (!VARIABLE.matcher(name).matches()) {
                problems.add(field, name, "names of letters, digits and underscores");
            } else if (name.startsWith("FLUID_") || (name.startsWith("ALLUXIO_") && name.endsWith("JAVA_OPTS"))) {
                problems.add(field, name, "a name that is not taken; JVM options go to jvmOptions");
            } else if (value.indexOf('\0') >= 0) {
                problems.add(field + "[" + name + "]", value, "text without NUL characters");
            }
        });
    }

    private void resources(String field, @Nullable ResourceRequirements resources) {
        if (resources == null) {
            return;
        }
        Map<String, Quantity> limits = Objects.requireNonNullElse(resources.getLimits(), Map.of());
        Map<String, Quantity> requests = Objects.requireNonNullElse(resources.getRequests(), Map.of());
        amounts(field + ".limits", limits);
        amounts(field + ".requests", requests);
        requests.forEach((name, request) -> {
            Quantity limit = limits.get(name);
            if (limit != null && request.getNumericalAmount().compareTo(limit.getNumericalAmount()) > 0) {
                problems.add(field + ".requests[" + name + "]", request.toString(), "at most the limit, " + limit);
            }
        });
    }

    private void amounts(String field, Map<String, Quantity> amounts) {
        amounts.forEach((name, amount) -> {
            if (amount.getNumericalAmount().signum() < 0) {
                problems.add(field + "[" + name + "]", amount.toString(), "0 or more");
            }
        });
    }

    private void volumes() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < spec.volumes().size(); i++) {
            String name = spec.volumes().get(i).getName();
            String field = SPEC + ".volumes[" + i + "].name";
            if (name == null || !VOLUME_NAME.matcher(name).matches()) {
                problems.add(field, String.valueOf(name), "a DNS label of at most 63 characters");
            } else if (OUR_VOLUMES.matcher(name).matches()) {
                problems.add(field, name, "a name that Fluid does not use itself");
            } else if (!names.add(name)) {
                problems.add(field, name, "a name that no other volume has");
            }
        }
    }

    private void volumeMounts(String field, List<VolumeMount> mounts) {
        Set<String> known = spec.volumes().stream()
                .map(Volume::getName)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            String name = String.valueOf(mounts.get(i).getName());
            String path = String.valueOf(mounts.get(i).getMountPath());
            if (!known.contains(name)) {
                problems.add(field + "[" + i + "].name", name, "the name of one of " + SPEC + ".volumes");
            }
            if (!path.startsWith("/") || path.contains(":") || Problems.hasControl(path)) {
                problems.add(field + "[" + i + "].mountPath", path, "an absolute path without colons");
            } else if (!paths.add(path) || OUR_FOLDERS.stream().anyMatch(folder -> isIn(path, folder))) {
                problems.add(field + "[" + i + "].mountPath", path, "a path where nothing else is mounted");
            }
        }
    }

    private static boolean isIn(String path, String folder) {
        return path.equals(folder) || path.startsWith(folder + "/");
    }

    private void pullSecrets(String field, List<LocalObjectReference> secrets) {
        for (int i = 0; i < secrets.size(); i++) {
            String name = Objects.requireNonNullElse(secrets.get(i).getName(), "");
            problems.objectName(field + "[" + i + "].name", name, "the name of a Secret");
        }
    }

    private void ports() {
        Map<Integer, String> taken = new HashMap<>();
        for (Port port : runtime.ports()) {
            String field = SPEC + "." + port.component().field();
            try {
                runtime.chosen(port).ifPresent(number -> {
                    if (number < 1 || number > 65535) {
                        problems.add(
                                field + ".ports." + port.key(), Integer.toString(number), "a port from 1 to 65535");
                    } else if (taken.putIfAbsent(number, field) != null) {
                        problems.add(
                                field + ".ports." + port.key(),
                                Integer.toString(number),
                                "a port that " + taken.get(number) + " does not have");
                    }
                });
            } catch (NumberFormatException e) {
                problems.add(
                        field + ".properties[" + port.property() + "]",
                        String.valueOf(e.getMessage()),
                        "a port number");
            }
        }
        for (Component component : Component.values()) {
            portNames(component);
        }
    }

    private void portNames(Component component) {
        List<String> known = List.of(Port.values()).stream()
                .filter(port -> port.component() == component)
                .map(Port::key)
                .toList();
        runtime.component(component).ports().keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> problems.add(
                        SPEC + "." + component.field() + ".ports", name, "one of " + String.join(", ", known)));
    }

    private void fuse() {
        List<String> arguments = runtime.fuse().args();
        String field = SPEC + ".fuse.args";
        if (!arguments.isEmpty() && !arguments.get(0).equals("fuse")) {
            problems.add(field + "[0]", arguments.get(0), "fuse, followed by its options");
        }
        for (int i = 0; i < arguments.size(); i++) {
            problems.plain(field + "[" + i + "]", arguments.get(i));
        }
        String policy = runtime.fuse().cleanPolicy();
        if (policy != null && !CLEAN_POLICIES.contains(policy)) {
            problems.add(SPEC + ".fuse.cleanPolicy", policy, "OnDemand, OnRuntimeDeleted or OnFuseChanged");
        }
    }

    private void users() {
        problems.user(SPEC + ".runAs", spec.runAs());
        InitUsersSpec init = spec.initUsers();
        if (init != null) {
            environment(SPEC + ".initUsers.env", init.env());
            resources(SPEC + ".initUsers.resources", init.resources());
            if (spec.runAs() == null) {
                problems.add(SPEC + ".initUsers", "", "nothing unless " + SPEC + ".runAs says for which user");
            }
        }
    }

    private void data() {
        if (spec.data() != null && spec.data().replicas() != null && spec.data().replicas() < 0) {
            problems.add(SPEC + ".data.replicas", spec.data().replicas().toString(), "1 or more copies");
        }
    }

    private void jvmOptions(String field, List<String> options) {
        for (int i = 0; i < options.size(); i++) {
            // Upstream's manifests put several options into one element.
            for (String option : options.get(i).strip().split(" +")) {
                if (!JVM_OPTION.matcher(option).matches()) {
                    problems.add(
                            field + "[" + i + "]",
                            options.get(i),
                            "JVM options without quotes, $, backslashes and line breaks");
                    break;
                }
            }
        }
    }
}
