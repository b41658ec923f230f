package io.fluid.engine.alluxio;

import io.fluid.api.v1alpha1.AlluxioComponentSpec;
import io.fluid.api.v1alpha1.AlluxioRuntimeSpec;
import io.fluid.api.v1alpha1.InitUsersSpec;
import io.fluid.core.spi.support.PodChecks;
import io.fluid.core.spi.support.PortUse;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/** Says what is wrong with an AlluxioRuntime. */
final class RuntimeValidation {

    static final String SPEC = "AlluxioRuntime.spec";

    // Published images write JVM options into a shell script, in double quotes.
    private static final Pattern JVM_OPTION = Pattern.compile("-[A-Za-z0-9@%+=:,./_~-]+(\\*[A-Za-z0-9@%+=:,./_~-]*)*");
    private static final Pattern OUR_VOLUMES =
            Pattern.compile("alluxio-.*|tier-\\d+|ufs-.*|secret-.*|hadoop-config|metadata-backup");
    private static final Set<String> NETWORK_MODES = Set.of("", "HostNetwork", RuntimeSpec.CONTAINER_NETWORK);
    private static final Set<String> CLEAN_POLICIES = Set.of("", "OnDemand", "OnRuntimeDeleted", "OnFuseChanged");
    private static final List<String> OUR_FOLDERS = List.of(
            "/etc/fluid", Paths.SITE_FOLDER, CacheProperties.JOURNAL, Mounts.NATIVE_ROOT, "/etc/passwd", "/etc/group");

    private final AlluxioProblems problems;
    private final PodChecks pods;
    private final RuntimeSpec runtime;
    private final AlluxioRuntimeSpec spec;

    RuntimeValidation(AlluxioProblems problems, RuntimeSpec runtime) {
        this.problems = problems;
        this.pods = new PodChecks(problems);
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
        pods.volumes(SPEC + ".volumes", spec.volumes(), OUR_VOLUMES);
        for (Component component : Component.values()) {
            if (component != Component.CLIENT) {
                component(component);
            }
        }
        pods.pullSecrets(SPEC + ".imagePullSecrets", spec.imagePullSecrets());
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
        pods.resources(field + ".resources", part.resources());
        pods.volumeMounts(field + ".volumeMounts", part.volumeMounts(), spec.volumes(), OUR_FOLDERS);
        pods.pullSecrets(field + ".imagePullSecrets", part.imagePullSecrets());
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
        pods.environment(
                field,
                env,
                name -> name.startsWith("FLUID_")
                        || (name.startsWith("ALLUXIO_") && name.endsWith("JAVA_OPTS"))
                        || name.equals(ServerParts.FIRST_TIER),
                "a name that is not taken; JVM options go to jvmOptions");
    }

    private void ports() {
        List<PortUse> ports = new ArrayList<>();
        for (Port port : runtime.ports()) {
            String field = SPEC + "." + port.component().field();
            boolean nodes = runtime.hostNetwork(port.component());
            try {
                ports.add(new PortUse(
                        field + ".ports." + port.key(),
                        nodes ? "nodes:" : port.component().pod() + ":",
                        runtime.chosen(port),
                        nodes ? OptionalInt.empty() : OptionalInt.of(port.standard())));
            } catch (NumberFormatException e) {
                problems.add(
                        field + ".properties[" + port.property() + "]",
                        String.valueOf(e.getMessage()),
                        "a port number");
            }
        }
        problems.ports(ports);
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
            pods.resources(SPEC + ".initUsers.resources", init.resources());
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
