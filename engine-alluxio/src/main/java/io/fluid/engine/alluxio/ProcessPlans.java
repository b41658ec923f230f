package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fluid.api.v1alpha1.AlluxioComponentSpec;
import io.fluid.api.v1alpha1.User;
import io.fluid.core.spi.support.Memory;
import io.fluid.core.spi.support.TierDirectory;
import io.fluid.engine.alluxio.AlluxioPlan.Process;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Decides how each process runs: JVM, memory, environment. */
final class ProcessPlans {

    /** Where a process may write that does not run as the image's user. */
    static final String WORK = "/tmp/alluxio";

    private static final long MEBIBYTE = Memory.MEBIBYTE;
    private static final long DIRECT_MEMORY = 256 * MEBIBYTE;
    // Threads, metaspace, compiled code: what a JVM needs beside its heap.
    private static final long JVM_OVERHEAD = 192 * MEBIBYTE;
    // Beyond it the pauses of a serial collector are felt.
    private static final long LARGE_HEAP = 2048 * MEBIBYTE;

    private final RuntimeSpec runtime;
    private final long tierMemory;

    ProcessPlans(RuntimeSpec runtime, List<TierDirectory> tiers) {
        this.runtime = runtime;
        this.tierMemory = tiers.stream()
                .filter(TierDirectory::memory)
                .mapToLong(TierDirectory::bytes)
                .sum();
    }

    Process process(Component component, Map<String, String> properties) {
        AlluxioComponentSpec spec = runtime.component(component);
        boolean holdsTiers = component == Component.WORKER;
        List<String> own = Stream.concat(
                        component == Component.CLIENT ? Stream.empty() : runtime.spec().jvmOptions().stream(),
                        spec.jvmOptions().stream())
                .toList();
        List<String> jvm = new ArrayList<>(jvmOptions(component, spec.resources(), holdsTiers ? tierMemory : 0, own));
        jvm.addAll(own);
        Map<String, String> environment = new TreeMap<>();
        User user = runtime.spec().runAs();
        if (user != null && component != Component.CLIENT && component != Component.FUSE) {
            environment.putAll(user(user));
        }
        environment.putAll(spec.env());
        ResourceRequirements resources = holdsTiers ? withTierMemory(spec.resources()) : spec.resources();
        return new Process(properties, jvm, environment, resources, spec.volumeMounts());
    }

    private static List<String> jvmOptions(
            Component component, @Nullable ResourceRequirements resources, long tierMemory, List<String> own) {
        List<String> options = new ArrayList<>();
        boolean movesData = component == Component.WORKER || component == Component.FUSE;
        OptionalLong limit = Memory.limit(resources);
        long available = limit.isPresent() ? limit.getAsLong() - tierMemory : 0;
        long heap = limit.isPresent() ? Math.max(64 * MEBIBYTE, available / 2) : component.heapMebibytes() * MEBIBYTE;
        boolean ownHeap = has(own, "-Xmx\\S+");
        if (!ownHeap) {
            options.add("-Xmx" + heap / MEBIBYTE + "m");
        }
        if (movesData && !has(own, "-XX:MaxDirectMemorySize=\\S+")) {
            long direct = limit.isPresent() ? Math.max(32 * MEBIBYTE, available / 4) : DIRECT_MEMORY;
            options.add("-XX:MaxDirectMemorySize=" + direct / MEBIBYTE + "m");
        }
        boolean small = !ownHeap && heap < LARGE_HEAP;
        if (!has(own, "-XX:\\+Use\\w*GC") && (small || !movesData)) {
            options.add("-XX:+UseSerialGC");
        }
        // Bytes move in native code; measured, the second compiler costs a third of the start and gains nothing.
        if (component != Component.MASTER && !has(own, "-XX:(TieredStopAtLevel=\\S+|[-+]TieredCompilation)")) {
            options.add("-XX:TieredStopAtLevel=1");
        }
        return options;
    }

    // One element may hold several options.
    private static boolean has(List<String> own, String option) {
        return own.stream().flatMap(text -> Stream.of(text.strip().split(" +"))).anyMatch(text -> text.matches(option));
    }

    /** The tiers lie in the container's memory, so that the scheduler has to know of them. */
    private @Nullable ResourceRequirements withTierMemory(@Nullable ResourceRequirements resources) {
        long wanted = tierMemory + Component.WORKER.heapMebibytes() * MEBIBYTE + DIRECT_MEMORY + JVM_OVERHEAD;
        OptionalLong limit = Memory.limit(resources);
        long request = limit.isPresent() ? Math.min(limit.getAsLong(), wanted) : wanted;
        if (tierMemory == 0 || Memory.request(resources).orElse(0) >= request) {
            return resources;
        }
        ResourceRequirementsBuilder builder =
                resources == null ? new ResourceRequirementsBuilder() : new ResourceRequirementsBuilder(resources);
        return builder.addToRequests("memory", Memory.quantity(request)).build();
    }

    private static Map<String, String> user(User user) {
        return Map.of(
                "ALLUXIO_USERNAME", user.user(),
                "ALLUXIO_GROUP", user.group(),
                "ALLUXIO_UID", String.valueOf(user.uid()),
                "ALLUXIO_GID", String.valueOf(user.gid()),
                "ALLUXIO_LOGS_DIR", WORK + "/logs");
    }
}
