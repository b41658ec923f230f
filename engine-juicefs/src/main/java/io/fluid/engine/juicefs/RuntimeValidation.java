package io.fluid.engine.juicefs;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fluid.api.v1alpha1.JuiceFSRuntimeSpec;
import io.fluid.core.spi.support.PodChecks;
import io.fluid.core.spi.support.Problems;
import io.fluid.engine.juicefs.RuntimeSpec.Part;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Says what is wrong with the parts of a JuiceFSRuntime that go into pods. */
final class RuntimeValidation {

    private static final Pattern OUR_VOLUMES = Pattern.compile("juicefs-.*|tier-\\d+");
    private static final Pattern OUR_VARIABLES =
            Pattern.compile("FLUID_.*|METAURL|TOKEN|ACCESS_KEY2?|SECRET_KEY2?|SESSION_TOKEN");
    private static final Set<String> NETWORK_MODES = Set.of("", "HostNetwork", RuntimeSpec.CONTAINER_NETWORK);
    private static final Set<String> CLEAN_POLICIES = Set.of("", "OnDemand", "OnRuntimeDeleted", "OnFuseChanged");
    private static final List<String> OUR_FOLDERS = List.of("/etc/fluid", Planner.DEFAULT_CACHE);

    private final Problems problems;
    private final PodChecks pods;
    private final RuntimeSpec runtime;

    RuntimeValidation(Problems problems, RuntimeSpec runtime) {
        this.problems = problems;
        this.pods = new PodChecks(problems);
        this.runtime = runtime;
    }

    void check() {
        JuiceFSRuntimeSpec spec = runtime.spec();
        if (runtime.workers() < 0) {
            problems.add(Validation.SPEC + ".replicas", String.valueOf(spec.replicas()), "0 or more");
        }
        if (spec.worker() != null
                && spec.worker().replicas() != null
                && spec.worker().replicas() < 1) {
            problems.add(
                    Validation.SPEC + ".worker.replicas",
                    String.valueOf(spec.worker().replicas()),
                    "1 or more; spec.replicas is the number of workers");
        }
        pods.volumes(Validation.SPEC + ".volumes", spec.volumes(), OUR_VOLUMES);
        List<Volume> claimed = new ArrayList<>(spec.volumes());
        List<PersistentVolumeClaim> claims = spec.volumeClaimTemplates();
        for (int i = 0; i < claims.size(); i++) {
            String name = Optional.ofNullable(claims.get(i).getMetadata())
                    .map(ObjectMeta::getName)
                    .orElse("");
            String field = Validation.SPEC + ".volumeClaimTemplates[" + i + "].metadata.name";
            problems.objectName(field, name, "the name of a volume");
            claimed.add(new VolumeBuilder().withName(name).build());
        }
        part(
                "worker",
                runtime.worker(),
                claimed,
                spec.worker() == null ? null : spec.worker().networkMode());
        part("fuse", runtime.fuse(), spec.volumes(), runtime.fuseSpec().networkMode());
        String policy = Objects.requireNonNullElse(runtime.fuseSpec().cleanPolicy(), "");
        if (!CLEAN_POLICIES.contains(policy)) {
            problems.add(Validation.SPEC + ".fuse.cleanPolicy", policy, "OnDemand, OnRuntimeDeleted or OnFuseChanged");
        }
    }

    private void part(String name, Part part, List<Volume> volumes, @Nullable String networkMode) {
        String field = Validation.SPEC + "." + name;
        Map<String, String> values = new TreeMap<>();
        Set<String> names = new HashSet<>();
        for (EnvVar variable : part.env()) {
            String key = String.valueOf(variable.getName());
            if (!names.add(key)) {
                problems.add(field + ".env", key, "a variable that is not given twice");
            }
            values.put(key, Objects.requireNonNullElse(variable.getValue(), ""));
        }
        pods.environment(
                field + ".env",
                values,
                key -> OUR_VARIABLES.matcher(key).matches(),
                "a variable that Fluid does not set itself");
        pods.resources(field + ".resources", part.resources());
        pods.volumeMounts(field + ".volumeMounts", part.volumeMounts(), volumes, OUR_FOLDERS);
        String mode = Objects.requireNonNullElse(networkMode, "");
        if (!NETWORK_MODES.contains(mode)) {
            problems.add(field + ".networkMode", mode, "HostNetwork or ContainerNetwork");
        }
    }
}
