package io.fluid.engine.jindo;

import io.fluid.api.v1alpha1.ClientMetrics;
import io.fluid.api.v1alpha1.JindoComponentSpec;
import io.fluid.api.v1alpha1.JindoRuntimeSpec;
import io.fluid.api.v1alpha1.PodMetadata;
import io.fluid.api.v1alpha1.TieredStoreLevel;
import io.fluid.api.v1alpha1.VersionSpec;
import io.fluid.core.spi.support.Memory;
import io.fluid.core.spi.support.PodChecks;
import io.fluid.core.spi.support.PortUse;
import io.fluid.core.spi.support.Problems;
import io.fluid.core.spi.support.TierChecks;
import io.fluid.core.spi.support.TierDirectory;
import io.fluid.core.spi.support.Tiers;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says what is wrong with a JindoRuntime. */
final class RuntimeValidation {

    static final String SPEC = "JindoRuntime.spec";

    private static final Pattern OUR_VOLUMES = Pattern.compile("jindofs-.*|tier-\\d+|ufs-\\d+|hadoop-config");
    private static final Pattern USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)([.-].*)?");
    private static final Set<String> NETWORK_MODES = Set.of("", "HostNetwork", RuntimeSpec.CONTAINER_NETWORK);
    private static final Set<String> CLEAN_POLICIES = Set.of("", "OnDemand", "OnRuntimeDeleted", "OnFuseChanged");
    private static final Set<String> SCRAPE_TARGETS = Set.of("MountPod", "Sidecar", "All", "None");
    private static final List<String> OUR_FOLDERS = List.of(
            "/etc/fluid",
            StorageProperties.TOKENS,
            Sections.META,
            Storage.NATIVE_ROOT,
            "/" + JindoManifests.SERVER_FILE,
            "/" + JindoManifests.CLIENT_FILE,
            "/" + JindoManifests.CACHE_SETS_FILE,
            "/hdfs-site.xml",
            "/dev/fuse");
    private static final Set<String> OUR_VARIABLES = Set.of(
            PodParts.MASTERS,
            "STORAGE_NAMESPACE_RPC_ADDRESS",
            "STORAGE_ADDRESS",
            "STORAGE_DATA_PATH",
            "POD_NAME",
            "RUN_AS_USER",
            "HADOOP_CONF_DIR");

    private final Problems problems;
    private final PodChecks pods;
    private final RuntimeSpec runtime;
    private final JindoRuntimeSpec spec;

    RuntimeValidation(Problems problems, RuntimeSpec runtime) {
        this.problems = problems;
        this.pods = new PodChecks(problems);
        this.runtime = runtime;
        this.spec = runtime.spec();
    }

    void check(List<Storage> storages) {
        instances();
        problems.properties(SPEC + ".properties", spec.properties());
        problems.properties(SPEC + ".logConfig", spec.logConfig());
        String mode = RuntimeSpec.text(spec.networkmode());
        if (!NETWORK_MODES.contains(mode)) {
            problems.add(SPEC + ".networkmode", mode, "HostNetwork or ContainerNetwork");
        }
        pods.volumes(SPEC + ".volumes", spec.volumes(), OUR_VOLUMES);
        pods.pullSecrets(SPEC + ".imagePullSecrets", spec.imagePullSecrets());
        Arrays.stream(Component.values()).forEach(this::component);
        labels();
        ports();
        fuse();
        problems.user(SPEC + ".runAs", spec.runAs());
        name(SPEC + ".hadoopConfig", spec.hadoopConfig(), "the name of a ConfigMap");
        name(SPEC + ".secret", spec.secret(), "the name of a Secret");
        String user = RuntimeSpec.text(spec.user());
        if (!user.isEmpty() && !USER.matcher(user).matches()) {
            problems.add(SPEC + ".user", user, "a user name");
        }
        tiers();
        images(storages);
        String rdma = runtime.annotations().getOrDefault(JindoPlanner.RDMA, "false");
        if (!rdma.equals("true") && !rdma.equals("false")) {
            problems.add("JindoRuntime.metadata.annotations[" + JindoPlanner.RDMA + "]", rdma, "true or false");
        }
    }

    private void instances() {
        if (runtime.workers() < 0) {
            problems.add(SPEC + ".replicas", String.valueOf(spec.replicas()), "0 or more");
        }
        if (runtime.masters() != 1 && runtime.masters() != RuntimeSpec.RAFT_MASTERS) {
            problems.add(SPEC + ".master.replicas", String.valueOf(runtime.masters()), "1 or 3");
        }
        Integer workers = runtime.component(Component.WORKER).replicas();
        if (workers != null && workers != runtime.workers()) {
            problems.add(
                    SPEC + ".worker.replicas",
                    workers.toString(),
                    runtime.workers() + ", as " + SPEC + ".replicas says");
        }
        if (runtime.disabled(Component.MASTER) != runtime.disabled(Component.WORKER)) {
            problems.add(
                    SPEC + ".worker.disabled",
                    Boolean.toString(runtime.disabled(Component.WORKER)),
                    "what " + SPEC + ".master.disabled says: masters and workers are of no use without the others");
        }
        if (runtime.disabled(Component.FUSE)) {
            problems.add(SPEC + ".fuse.disabled", "true", "false: pods reach the data through it");
        }
    }

    private void component(Component component) {
        String field = SPEC + "." + component.field();
        JindoComponentSpec part = runtime.component(component);
        problems.properties(field + ".properties", part.properties());
        pods.environment(
                field + ".env",
                part.env(),
                name -> name.startsWith("FLUID_")
                        || name.startsWith("NAMESPACE_BACKEND_RAFT_")
                        || OUR_VARIABLES.contains(name),
                "a name that the engine does not set itself");
        pods.resources(field + ".resources", part.resources());
        pods.volumeMounts(field + ".volumeMounts", part.volumeMounts(), spec.volumes(), OUR_FOLDERS);
        pods.pullSecrets(field + ".imagePullSecrets", part.imagePullSecrets());
    }

    /** Labels come from the deprecated fields or from podMetadata, not from both. */
    private void labels() {
        boolean modern = hasLabels(spec.podMetadata());
        boolean deprecated = !spec.labels().isEmpty();
        String field = SPEC + ".labels";
        for (Component component : Component.values()) {
            JindoComponentSpec part = runtime.component(component);
            modern |= hasLabels(part.podMetadata());
            if (!part.labels().isEmpty()) {
                field = deprecated ? field : SPEC + "." + component.field() + ".labels";
                deprecated = true;
            }
        }
        if (modern && deprecated) {
            problems.add(field, "", "all labels in podMetadata.labels");
        }
    }

    private static boolean hasLabels(@Nullable PodMetadata metadata) {
        return metadata != null && !metadata.labels().isEmpty();
    }

    private void ports() {
        List<PortUse> ports = new ArrayList<>();
        boolean nodes = runtime.hostNetwork();
        for (Port port : runtime.ports()) {
            String field = SPEC + "." + port.component().field();
            try {
                ports.add(new PortUse(
                        field + ".ports." + port.key(),
                        nodes ? "nodes:" : port.component() + ":",
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
        for (Component component : List.of(Component.MASTER, Component.WORKER)) {
            List<String> known = Arrays.stream(Port.values())
                    .filter(port -> port.component() == component)
                    .map(Port::key)
                    .toList();
            runtime.component(component).ports().keySet().stream()
                    .filter(name -> !known.contains(name))
                    .forEach(name -> problems.add(
                            SPEC + "." + component.field() + ".ports", name, "one of " + String.join(", ", known)));
        }
    }

    private void fuse() {
        List<String> arguments = runtime.fuse().args();
        for (int i = 0; i < arguments.size(); i++) {
            problems.plain(SPEC + ".fuse.args[" + i + "]", arguments.get(i));
            if (arguments.get(i).startsWith("-ometrics_port=") && runtime.offersMetrics()) {
                problems.add(
                        SPEC + ".fuse.args[" + i + "]",
                        arguments.get(i),
                        "no metrics_port: fuse.metrics has it chosen");
            }
        }
        problems.properties(SPEC + ".fuse.logConfig", runtime.fuse().logConfig());
        String policy = RuntimeSpec.text(runtime.fuse().cleanPolicy());
        if (!CLEAN_POLICIES.contains(policy)) {
            problems.add(SPEC + ".fuse.cleanPolicy", policy, "OnDemand, OnRuntimeDeleted or OnFuseChanged");
        }
        ClientMetrics metrics = runtime.fuse().metrics();
        String targets = metrics == null ? "" : RuntimeSpec.text(metrics.scrapeTarget());
        if (!targets.isEmpty()
                && !Arrays.stream(targets.split(",", -1)).map(String::strip).allMatch(SCRAPE_TARGETS::contains)) {
            problems.add(
                    SPEC + ".fuse.metrics.scrapeTarget",
                    targets,
                    "MountPod, Sidecar, All or None, with commas between");
        }
    }

    private void tiers() {
        List<TieredStoreLevel> levels =
                spec.tieredstore() == null ? List.of() : spec.tieredstore().levels();
        int before = problems.count();
        new TierChecks(problems).levels(SPEC + ".tieredstore", levels);
        if (levels.size() > 1) {
            problems.add(
                    SPEC + ".tieredstore.levels[1]", levels.get(1).mediumtype(), "one level: JindoCache has no more");
        }
        if (problems.count() > before || runtime.fuseOnly()) {
            return;
        }
        List<TierDirectory> tiers = Tiers.directories(List.of(JindoPlanner.level(spec.tieredstore())), "", "");
        long memory = 0;
        for (TierDirectory tier : tiers) {
            memory += tier.memory() ? tier.bytes() : 0;
            if (tier.bytes() < Memory.MEBIBYTE) {
                problems.add(
                        SPEC + ".tieredstore.levels[0].quota", tier.bytes() + " bytes", "1Mi or more for each path");
            }
        }
        OptionalLong limit = Memory.limit(runtime.component(Component.WORKER).resources());
        if (limit.isPresent() && limit.getAsLong() < memory) {
            problems.add(
                    SPEC + ".worker.resources.limits.memory",
                    Memory.quantity(limit.getAsLong()).toString(),
                    "at least the memory of the tiers: " + Memory.quantity(memory));
        }
    }

    /** Images before 4.6.8 cannot read credentials from files, and nobody else may read Secrets for them. */
    private void images(List<Storage> storages) {
        if (storages.stream().noneMatch(Storage::hasSecrets)) {
            return;
        }
        VersionSpec version = spec.jindoVersion();
        if (!runtime.fuseOnly()) {
            readsSecrets(SPEC + ".jindoVersion.imageTag", version == null ? "" : RuntimeSpec.text(version.imageTag()));
        }
        readsSecrets(SPEC + ".fuse.imageTag", RuntimeSpec.text(runtime.fuse().imageTag()));
    }

    private void readsSecrets(String field, String tag) {
        Matcher version = VERSION.matcher(tag);
        if (version.matches()) {
            int[] oldest = {4, 6, 8};
            int[] given = {number(version, 1), number(version, 2), number(version, 3)};
            if (Arrays.compare(given, oldest) < 0) {
                problems.add(field, tag, "4.6.8 or newer: older images cannot read credentials from Secrets");
            }
        }
    }

    private static int number(Matcher version, int group) {
        String digits = version.group(group);
        return digits.length() > 6 ? Integer.MAX_VALUE : Integer.parseInt(digits);
    }

    private void name(String field, @Nullable String name, String accepted) {
        if (name != null && !name.isEmpty()) {
            problems.objectName(field, name, accepted);
        }
    }
}
