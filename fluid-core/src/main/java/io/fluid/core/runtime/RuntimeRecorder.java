package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fluid.api.v1alpha1.APIGatewayStatus;
import io.fluid.api.v1alpha1.APIGatewayStatusBuilder;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetStatus;
import io.fluid.api.v1alpha1.RuntimeStatus;
import io.fluid.api.v1alpha1.RuntimeStatusBuilder;
import io.fluid.core.dataset.SetupTrouble;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Cluster.EventType;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.MeasuresStorage;
import io.fluid.core.status.Conditions;
import io.fluid.core.status.PodTrouble;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes down what is seen of a cache: its status, node labels, the binding of its Dataset, and events. */
final class RuntimeRecorder {

    private final Cluster cluster;
    private final LoadedEngine engine;
    private final CacheReporter reporter;
    private final RuntimeMetrics metrics;
    private final Clock clock;
    private final OwnedObjects objects;
    private final NodeLabels nodeLabels;
    private final DatasetBinding binding;
    private final RuntimeStatusCalculator calculator;
    private final FuseRollOut fuses;

    RuntimeRecorder(
            Cluster cluster,
            LoadedEngine engine,
            NodeLabels nodeLabels,
            DatasetUse use,
            CacheReporter reporter,
            RuntimeMetrics metrics,
            Clock clock) {
        this.cluster = cluster;
        this.engine = engine;
        this.reporter = reporter;
        this.metrics = metrics;
        this.clock = clock;
        this.objects = new OwnedObjects(cluster);
        this.nodeLabels = nodeLabels;
        this.binding = new DatasetBinding(engine.descriptor());
        this.calculator = new RuntimeStatusCalculator(engine.descriptor().runtimeType());
        this.fuses = new FuseRollOut(cluster, use);
    }

    /**
     * Records a cache whose description was applied.
     *
     * @param described what was applied; the fuse is the last
     * @param refusals what was refused of it
     * @return whether something waits that no event will tell of
     */
    boolean record(
            CacheRequest request, CacheDescription description, List<HasMetadata> described, List<String> refusals) {
        Workloads seen = Workloads.observe(cluster, request.runtime(), identity(request), description);
        ObjectKey key = ObjectKey.of(request.runtime());
        nodeLabels.sync(request, description, seen.workerPods());
        List<String> waitingFuses = fuses.advance(key, seen.fuse(), seen.fusePods());
        recordRuntime(request, seen, new RollOut(null, refusals, waitingFuses), description.apiGatewayEndpoint());
        boolean serves = seen.serves() && isThere(seen, description);
        boolean mountable = true;
        MountFollower.Progress mounts =
                binding.isBound(request.dataset()) ? reporter.mounts(key, request) : MountFollower.Progress.DONE;
        if (!mounts.isDone() && (serves || mounts.answers())) {
            // What was mounted before is served all the time.
            String message = PodTrouble.of(seen.pods(), clock.instant()).orElse(String.join("; ", mounts.pending()));
            cluster.patchStatus(request.dataset(), binding.updating(request.dataset(), message, clock.instant()));
        } else if (serves) {
            CacheFigures figures = figures(key, request.dataset());
            mountable = bind(request, description, described, figures);
            tellMetrics(key, request.dataset(), figures);
            boolean busy =
                    !DatasetBinding.status(request.dataset()).operationRef().isEmpty();
            boolean measure = measures(request)
                    && seen.lagging().isEmpty()
                    && refusals.isEmpty()
                    && !DatasetBinding.isMigrating(request.dataset())
                    && !DatasetBinding.knowsTotals(request.dataset());
            reporter.track(key, request, busy, measure);
        } else {
            reporter.forget(key);
            tellTrouble(request.dataset(), seen, refusals);
        }
        return !mountable || !refusals.isEmpty() || !waitingFuses.isEmpty() || PodTrouble.isAnyStarting(seen.pods());
    }

    /** Records a cache that runs on although its present spec is not accepted. */
    void recordUnaccepted(CacheRequest request, String why) {
        Workloads seen = Workloads.observe(cluster, request.namespace(), identity(request));
        Dataset dataset = request.dataset();
        if (!seen.exist()) {
            reject(
                    request.runtime(),
                    RuntimeConditions.ERROR_VALIDATE_SPEC_FIELDS,
                    RuntimeConditions.ERROR_VALIDATE_SPEC_FIELDS,
                    why);
            return;
        }
        if (!isToldAlready(request.runtime(), why)) {
            cluster.event(request.runtime(), EventType.WARNING, RuntimeConditions.ERROR_VALIDATE_SPEC_FIELDS, why);
        }
        APIGatewayStatus gateway = RuntimeView.status(request.runtime()).apiGateway();
        recordRuntime(request, seen, RollOut.notAccepted(why), gateway == null ? null : gateway.endpoint());
        if (!binding.isBound(dataset)) {
            return;
        }
        if (seen.serves()) {
            CacheFigures figures = figures(ObjectKey.of(request.runtime()), dataset);
            cluster.patchStatus(dataset, binding.serving(dataset, figures, measures(request), clock.instant()));
        } else {
            tellTrouble(dataset, seen, List.of());
        }
    }

    private static boolean isToldAlready(GenericKubernetesResource runtime, String why) {
        return Conditions.find(RuntimeView.status(runtime).conditions(), RuntimeConditions.ACCEPTED)
                .filter(condition -> why.equals(condition.message()))
                .isPresent();
    }

    private Map<String, String> identity(CacheRequest request) {
        return RuntimeReconciler.identity(engine.descriptor(), request.name());
    }

    @SuppressWarnings("NullAway") // generated builders do not tell what may be null
    private void recordRuntime(CacheRequest request, Workloads seen, RollOut rollOut, @Nullable String gateway) {
        RuntimeStatus before = RuntimeView.status(request.runtime());
        Map<String, String> states =
                binding.cacheStates(request.dataset(), reporter.figures(ObjectKey.of(request.runtime())));
        RuntimeStatus after = calculator.calculate(
                request.runtime(),
                before,
                seen,
                rollOut,
                states.isEmpty() ? before.cacheStates() : states,
                clock.instant());
        tellScaling(request.runtime(), before, after);
        cluster.patchStatus(
                request.runtime(),
                RuntimeStatusBuilder.builder(after)
                        .apiGateway(
                                gateway == null
                                        ? null
                                        : APIGatewayStatusBuilder.builder()
                                                .endpoint(gateway)
                                                .build())
                        .build());
    }

    private CacheFigures figures(ObjectKey key, Dataset dataset) {
        if (DatasetBinding.lacksTotals(dataset)) {
            reporter.forgetTotals(key);
        }
        return reporter.figures(key);
    }

    private boolean measures(CacheRequest request) {
        return engine.engine() instanceof MeasuresStorage && RuntimeView.syncsMetadata(request.runtime());
    }

    private void tellMetrics(ObjectKey key, Dataset dataset, CacheFigures figures) {
        CacheFigures.Totals totals = figures.totals();
        if (totals != null && totals.mounts().equals(dataset.getSpec().mounts())) {
            metrics.totals(key, totals.bytes(), totals.files());
        }
    }

    // A workload may be missing because it was refused.
    private static boolean isThere(Workloads seen, CacheDescription description) {
        return (description.master() == null || seen.master() != null)
                && (description.worker() == null || seen.worker() != null);
    }

    /**
     * The volume comes before the phase: who sees Bound can mount.
     *
     * @return whether volume and claim are as described
     */
    private boolean bind(
            CacheRequest request, CacheDescription description, List<HasMetadata> described, CacheFigures figures) {
        Volumes volumes = new Volumes(request, engine.descriptor());
        HasMetadata fuse = described.get(described.size() - 1);
        List<String> refusals = objects.apply(volumes.all(description.fuse(), fuse));
        if (!refusals.isEmpty() && !binding.isBound(request.dataset())) {
            tellDataset(request.dataset(), "the volume cannot be made: " + String.join("; ", refusals));
            return false;
        }
        refusals.forEach(refusal -> cluster.event(
                request.runtime(),
                EventType.WARNING,
                RuntimeConditions.ERROR_PROCESS_RUNTIME,
                "the volume cannot be changed: " + refusal));
        int masters = description.master() == null ? 0 : Workloads.wanted(description.master());
        DatasetStatus status = binding.bound(
                request.dataset(), masters, description.hcfsEndpoint(), figures, measures(request), clock.instant());
        cluster.patchStatus(request.dataset(), status);
        return refusals.isEmpty();
    }

    private void tellScaling(GenericKubernetesResource runtime, RuntimeStatus before, RuntimeStatus after) {
        int from = before.desiredWorkerNumberScheduled();
        int to = after.desiredWorkerNumberScheduled();
        if (from != to
                && Conditions.find(before.conditions(), RuntimeConditions.WORKERS_INITIALIZED)
                        .isPresent()) {
            String direction = to > from ? "out" : "in";
            cluster.event(
                    runtime,
                    EventType.NORMAL,
                    RuntimeConditions.SUCCEED,
                    "Runtime scaled " + direction + ". current replicas: " + from + ", desired replicas: " + to + ".");
        }
    }

    private void tellTrouble(Dataset dataset, Workloads seen, List<String> refusals) {
        Optional<String> trouble = refusals.isEmpty()
                ? PodTrouble.of(seen.pods(), clock.instant())
                : Optional.of(String.join("; ", refusals));
        List<String> lagging = seen.lagging();
        if (!binding.isBound(dataset)) {
            trouble.ifPresent(message -> tellDataset(dataset, message));
        } else if (trouble.isEmpty() && !lagging.isEmpty()) {
            cluster.patchStatus(dataset, binding.replacing(dataset, String.join("; ", lagging), clock.instant()));
        } else {
            String message = trouble.orElse(seen.masterReady() ? "no worker is ready" : "the master is not ready");
            if (cluster.patchStatus(dataset, binding.failed(dataset, message, clock.instant()))) {
                metrics.unhealthy(ObjectKey.of(dataset));
            }
        }
    }

    /** Says on the Dataset, once, why it cannot be served; of two runtimes of its name, the first keeps the word. */
    void tellDataset(Dataset dataset, String why) {
        String kind = engine.descriptor().runtimeKind();
        if (Conditions.find(DatasetBinding.status(dataset).conditions(), RuntimeConditions.NOT_READY)
                .flatMap(SetupTrouble::runtimeKind)
                .filter(other -> !other.equals(kind))
                .isPresent()) {
            return;
        }
        String message = SetupTrouble.message(kind, why);
        DatasetStatus after = binding.notReady(dataset, message, clock.instant());
        if (!after.equals(DatasetBinding.status(dataset))) {
            metrics.setupFailed(ObjectKey.of(dataset));
            cluster.event(dataset, EventType.WARNING, RuntimeConditions.ERROR_PROCESS_RUNTIME, message);
            cluster.patchStatus(dataset, after);
        }
    }

    /** Says once on the runtime why it is left alone; what runs already goes on. */
    void reject(GenericKubernetesResource runtime, String reason, String event, String message) {
        RuntimeStatus before = RuntimeView.status(runtime);
        var conditions = new Conditions(before.conditions(), clock.instant())
                .set(RuntimeConditions.ACCEPTED, false, reason, message)
                .list();
        if (!conditions.equals(before.conditions())) {
            metrics.setupFailed(ObjectKey.of(runtime));
            cluster.event(runtime, EventType.WARNING, event, message);
            cluster.patchStatus(
                    runtime,
                    RuntimeStatusBuilder.builder(before)
                            .conditions(conditions)
                            .observedGeneration(runtime.getMetadata().getGeneration())
                            .build());
        }
    }
}
