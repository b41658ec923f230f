package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fluid.api.v1alpha1.RuntimePhase;
import io.fluid.api.v1alpha1.RuntimeStatus;
import io.fluid.api.v1alpha1.RuntimeStatusBuilder;
import io.fluid.core.status.Conditions;
import io.fluid.core.status.HumanText;
import io.fluid.core.status.PodTrouble;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A runtime's status from its workloads. */
final class RuntimeStatusCalculator {

    private final String runtimeType;

    RuntimeStatusCalculator(String runtimeType) {
        this.runtimeType = runtimeType;
    }

    /**
     * The status that the workloads add up to.
     *
     * @param rollOut how far the spec has come
     */
    @SuppressWarnings("NullAway") // generated builders do not tell what may be null
    RuntimeStatus calculate(
            GenericKubernetesResource runtime,
            RuntimeStatus before,
            Workloads seen,
            RollOut rollOut,
            Map<String, String> cacheStates,
            Instant now) {
        RuntimeStatusBuilder status = RuntimeStatusBuilder.builder(before)
                .valueFile(runtime.getMetadata().getName() + "-" + runtimeType + "-values");
        Conditions conditions = new Conditions(before.conditions(), now);
        if (rollOut.invalid() == null) {
            conditions.set(RuntimeConditions.ACCEPTED, true, "Valid", "The spec is valid");
        } else {
            String reason = RuntimeConditions.ERROR_VALIDATE_SPEC_FIELDS;
            conditions.set(RuntimeConditions.ACCEPTED, false, reason, rollOut.invalid());
        }
        StatefulSet master = seen.master();
        if (master != null) {
            master(status, conditions, master, PodTrouble.of(seen.masterPods(), now));
        } else {
            status.masterPhase(RuntimePhase.READY);
        }
        StatefulSet worker = seen.worker();
        if (worker != null) {
            worker(status, conditions, worker, before);
            status.workerReason(PodTrouble.of(seen.workerPods(), now).orElse(null));
        } else {
            withoutWorkers(status, conditions);
        }
        if (seen.fuse() != null) {
            fuse(status, conditions, seen.fuse());
            status.fuseReason(PodTrouble.of(seen.fusePods(), now).orElse(null));
        }
        rollOut(conditions, seen, rollOut);
        if (before.setupDuration() == null && seen.serves()) {
            Instant created = Instant.parse(runtime.getMetadata().getCreationTimestamp());
            status.setupDuration(HumanText.duration(Duration.between(created, now)));
        }
        if (seen.serves() && rollOut.invalid() == null) {
            status.mountTime(mountTime(before.mountTime(), seen, now));
        }
        return status.cacheStates(cacheStates)
                .conditions(conditions.list())
                .observedGeneration(runtime.getMetadata().getGeneration())
                .build();
    }

    @SuppressWarnings("NullAway") // generated builders do not tell what may be null
    private static void master(
            RuntimeStatusBuilder status, Conditions conditions, StatefulSet set, Optional<String> trouble) {
        int wanted = Workloads.wanted(set);
        int ready = Workloads.ready(set);
        StatefulSetStatus seen = set.getStatus() == null ? new StatefulSetStatus() : set.getStatus();
        status.masterPhase(phase(wanted, ready))
                .masterReason(trouble.orElse(null))
                .desiredMasterNumberScheduled(wanted)
                .currentMasterNumberScheduled(Workloads.number(seen.getReplicas()))
                .masterNumberReady(ready);
        conditions.set(
                RuntimeConditions.MASTER_INITIALIZED, true, "Master is initialized", "The master is initialized.");
        tell(conditions, RuntimeConditions.MASTER_READY, "Master", ready * 2 > wanted, ready, wanted);
    }

    // Workers may have been turned off since they were told of.
    @SuppressWarnings("NullAway") // generated builders do not tell what may be null
    private static void withoutWorkers(RuntimeStatusBuilder status, Conditions conditions) {
        status.workerPhase(RuntimePhase.READY)
                .workerReason(null)
                .desiredWorkerNumberScheduled(0)
                .currentWorkerNumberScheduled(0)
                .workerNumberReady(0)
                .workerNumberAvailable(0)
                .workerNumberUnavailable(0)
                .selector(null)
                .cacheAffinity(null);
        conditions
                .remove(RuntimeConditions.WORKERS_INITIALIZED)
                .remove(RuntimeConditions.WORKERS_READY)
                .remove(RuntimeConditions.WORKERS_SCALED_OUT)
                .remove(RuntimeConditions.WORKERS_SCALED_IN);
    }

    @SuppressWarnings("NullAway") // generated builders do not tell what may be null
    private static void worker(
            RuntimeStatusBuilder status, Conditions conditions, StatefulSet set, RuntimeStatus before) {
        int wanted = Workloads.wanted(set);
        int ready = Workloads.ready(set);
        StatefulSetStatus seen = set.getStatus() == null ? new StatefulSetStatus() : set.getStatus();
        int available = Workloads.number(seen.getAvailableReplicas());
        status.workerPhase(phase(wanted, ready))
                .desiredWorkerNumberScheduled(wanted)
                .currentWorkerNumberScheduled(Workloads.number(seen.getReplicas()))
                .workerNumberReady(ready)
                .workerNumberAvailable(available)
                .workerNumberUnavailable(Math.max(0, wanted - available))
                .selector(selector(set.getSpec().getSelector().getMatchLabels()))
                .cacheAffinity(NodeSelectors.merged(set.getSpec().getTemplate().getSpec()));
        boolean known = conditions.has(RuntimeConditions.WORKERS_INITIALIZED);
        conditions.set(
                RuntimeConditions.WORKERS_INITIALIZED, true, "Workers are initialized", "The workers are initialized.");
        tell(conditions, RuntimeConditions.WORKERS_READY, "Workers", wanted == 0 || ready > 0, ready, wanted);
        int earlier = before.desiredWorkerNumberScheduled();
        if (known && earlier != wanted) {
            boolean out = wanted > earlier;
            String type = out ? RuntimeConditions.WORKERS_SCALED_OUT : RuntimeConditions.WORKERS_SCALED_IN;
            // A second scaling of the same size is news again.
            conditions.remove(type);
            conditions.set(
                    type,
                    true,
                    out ? "Workers scaled out" : "Workers scaled in",
                    "The workers were scaled from " + earlier + " to " + wanted + ".");
        }
    }

    private static void fuse(RuntimeStatusBuilder status, Conditions conditions, DaemonSet set) {
        DaemonSetStatus seen = set.getStatus() == null ? new DaemonSetStatus() : set.getStatus();
        int wanted = Workloads.number(seen.getDesiredNumberScheduled());
        int ready = Workloads.number(seen.getNumberReady());
        status.fusePhase(phase(wanted, ready))
                .desiredFuseNumberScheduled(wanted)
                .currentFuseNumberScheduled(Workloads.number(seen.getCurrentNumberScheduled()))
                .fuseNumberReady(ready)
                .fuseNumberAvailable(Workloads.number(seen.getNumberAvailable()))
                .fuseNumberUnavailable(Workloads.number(seen.getNumberUnavailable()));
        conditions.set(
                RuntimeConditions.FUSES_INITIALIZED, true, "Fuses are initialized", "The fuses are initialized.");
        tell(conditions, RuntimeConditions.FUSES_READY, "Fuses", ready >= wanted, ready, wanted);
    }

    private static void rollOut(Conditions conditions, Workloads seen, RollOut rollOut) {
        List<String> lagging = seen.lagging();
        if (rollOut.invalid() != null) {
            String message = "An earlier spec runs on: the present one is not accepted";
            conditions.set(RuntimeConditions.ROLLED_OUT, false, "NotAccepted", message);
        } else if (!rollOut.refused().isEmpty()) {
            conditions.set(RuntimeConditions.ROLLED_OUT, false, "ChangeRefused", String.join("; ", rollOut.refused()));
        } else if (!lagging.isEmpty()) {
            conditions.set(RuntimeConditions.ROLLED_OUT, false, "RollingOut", String.join("; ", lagging));
        } else if (!rollOut.waitingFuses().isEmpty()) {
            String message = "Fuse pods that applications use keep an earlier spec until those have ended: "
                    + String.join(", ", rollOut.waitingFuses());
            conditions.set(RuntimeConditions.ROLLED_OUT, false, "FusesInUse", message);
        } else {
            conditions.set(RuntimeConditions.ROLLED_OUT, true, "UpToDate", "All pods run what the spec says");
        }
    }

    /** When the under-storage was last mounted: the master mounts it whenever it starts. */
    private static String mountTime(@Nullable String before, Workloads seen, Instant now) {
        String started = seen.masterPods().stream()
                .filter(pod -> pod.getStatus() != null)
                .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                .filter(container ->
                        container.getState() != null && container.getState().getRunning() != null)
                .map(container -> container.getState().getRunning().getStartedAt())
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse("");
        if (before != null && before.compareTo(started) >= 0) {
            return before;
        }
        return started.isEmpty() ? now.truncatedTo(ChronoUnit.SECONDS).toString() : started;
    }

    private static void tell(Conditions conditions, String type, String who, boolean is, int ready, int wanted) {
        String verb = who.endsWith("s") ? " are " : " is ";
        conditions.set(type, is, who + verb + (is ? "ready" : "not ready"), ready + " of " + wanted + " are ready.");
    }

    private static String phase(int wanted, int ready) {
        if (ready >= wanted) {
            return RuntimePhase.READY;
        }
        return ready > 0 ? RuntimePhase.PARTIAL_READY : RuntimePhase.NOT_READY;
    }

    private static @Nullable String selector(@Nullable Map<String, String> labels) {
        return labels == null
                ? null
                : new TreeMap<>(labels)
                        .entrySet().stream()
                                .map(label -> label.getKey() + "=" + label.getValue())
                                .collect(Collectors.joining(","));
    }
}
