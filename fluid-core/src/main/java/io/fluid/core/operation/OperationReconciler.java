package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.CustomResource;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetPhase;
import io.fluid.api.v1alpha1.OperationPhase;
import io.fluid.api.v1alpha1.OperationRef;
import io.fluid.api.v1alpha1.OperationStatus;
import io.fluid.api.v1alpha1.OperationStatusBuilder;
import io.fluid.core.dataset.DatasetReference;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Cluster.EventType;
import io.fluid.core.kube.KeyedReconciler;
import io.fluid.core.kube.ReconcileResult;
import io.fluid.core.runtime.RuntimePorts;
import io.fluid.core.runtime.RuntimeReconciler;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.ClusterFacts;
import io.fluid.core.spi.JobDescription;
import io.fluid.core.spi.Problem;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Runs the operations of one kind: waits for the Dataset and for what goes before, makes the Job or CronJob, follows
 * it, tells the outcome, clears up in time.
 *
 * @param <T> class of the kind
 */
final class OperationReconciler<T extends CustomResource<?, OperationStatus>> implements KeyedReconciler {

    private static final Set<String> USABLE = Set.of(DatasetPhase.BOUND, DatasetPhase.DATA_MIGRATING);

    private final OperationKind<T> kind;
    private final Cluster cluster;
    private final EngineRegistry engines;
    private final ClusterFacts facts;
    private final Clock clock;
    private final OperationMarker marker;
    private final Predecessors predecessors;
    private final OperationRecorder recorder;

    OperationReconciler(
            OperationKind<T> kind, Cluster cluster, EngineRegistry engines, ClusterFacts facts, Clock clock) {
        this.kind = kind;
        this.cluster = cluster;
        this.engines = engines;
        this.facts = facts;
        this.clock = clock;
        this.marker = new OperationMarker(cluster, kind.kind());
        this.predecessors = new Predecessors(cluster);
        this.recorder = new OperationRecorder(cluster, clock);
    }

    @Override
    public ReconcileResult reconcile(String namespace, String name) {
        Optional<T> found = cluster.get(kind.type(), namespace, name);
        if (found.isEmpty()) {
            return ReconcileResult.done();
        }
        T operation = found.get();
        String target = kind.settings(operation).dataset();
        Optional<Dataset> dataset =
                target == null || target.isEmpty() ? Optional.empty() : cluster.get(Dataset.class, namespace, target);
        if (operation.isMarkedForDeletion()) {
            return release(operation, dataset);
        }
        String phase = OperationRecorder.status(operation).phase();
        boolean begun = !phase.equals(OperationPhase.NONE) && !phase.equals(OperationPhase.PENDING);
        if (kind.settings(operation).repeats() && cronJob(operation).isPresent()) {
            return dataset.isEmpty() ? lost(operation) : followRounds(operation, dataset.get());
        }
        if (!begun) {
            return start(operation, dataset);
        }
        if (!phase.equals(OperationPhase.EXECUTING)) {
            return afterwards(operation, dataset);
        }
        return dataset.isEmpty() ? lost(operation) : follow(operation, dataset.get());
    }

    private ReconcileResult release(T operation, Optional<Dataset> dataset) {
        dataset.ifPresent(
                target -> marker.remove(target, operation.getMetadata().getName()));
        job(operation).filter(job -> isOurs(job, operation)).ifPresent(cluster::delete);
        cronJob(operation).filter(job -> isOurs(job, operation)).ifPresent(cluster::delete);
        cluster.removeFinalizer(operation, kind.finalizer());
        return ReconcileResult.done();
    }

    private ReconcileResult start(T operation, Optional<Dataset> dataset) {
        Optional<Refusal> refusal =
                OperationRules.refusals(kind, operation).stream().findFirst();
        if (refusal.isPresent()) {
            return fail(
                    operation, refusal.get().reason(), refusal.get().problem().message());
        }
        if (dataset.isEmpty()) {
            return recorder.await(
                    operation,
                    EventType.WARNING,
                    OperationReasons.DATASET_NOT_FOUND,
                    "the Dataset \"" + kind.settings(operation).dataset() + "\" that "
                            + kind.settings(operation).datasetField() + " names is not in the namespace");
        }
        Optional<DatasetReference> reference = DatasetReference.of(dataset.get());
        if (reference.isPresent()) {
            return fail(operation, OperationReasons.NOT_SUPPORTED, onReference(operation, reference.get()));
        }
        T claimed = claim(operation, dataset.get());
        Optional<ReconcileResult> held = holdForPredecessor(claimed);
        if (held.isPresent()) {
            return held.get();
        }
        String type = boundType(dataset.get());
        if (type == null) {
            return notReady(claimed, "the Dataset is not bound to a runtime yet");
        }
        Optional<LoadedEngine> engine = engines.find(type);
        if (engine.isEmpty() || !kind.servedBy(engine.get().engine())) {
            String message = kind.kind() + " is not supported by the runtime type \"" + type + "\"";
            return fail(claimed, OperationReasons.NOT_SUPPORTED, message);
        }
        if (!USABLE.contains(dataset.get().getStatus().phase())) {
            return notReady(claimed, "the runtime of the Dataset is not ready");
        }
        Optional<CacheRequest> request = request(dataset.get(), engine.get());
        if (request.isEmpty()) {
            return notReady(claimed, "the runtime is not there");
        }
        List<Problem> problems =
                kind.validate(request.get(), claimed, engine.get().engine());
        if (!problems.isEmpty()) {
            String message = problems.stream().map(Problem::message).collect(Collectors.joining("; "));
            return fail(claimed, OperationReasons.NOT_VALID, message);
        }
        if (kind.settings(claimed).repeats()) {
            makeJob(claimed, request.get(), engine.get());
            return followRounds(reread(claimed), dataset.get());
        }
        marker.add(dataset.get(), claimed.getMetadata().getName());
        makeJob(claimed, request.get(), engine.get());
        recorder.executes(claimed);
        // A Job that was made before a crash may have ended since, and no event will tell of it again.
        return ReconcileResult.after(Duration.ZERO);
    }

    private String onReference(T operation, DatasetReference reference) {
        Problem problem = new Problem(
                kind.settings(operation).datasetField() + ".name",
                String.valueOf(kind.settings(operation).dataset()),
                "a Dataset that does not refer to another one: run the " + kind.kind() + " on " + reference.name()
                        + " in the namespace " + reference.namespace());
        return problem.message();
    }

    private ReconcileResult notReady(T operation, String message) {
        return recorder.await(operation, EventType.NORMAL, OperationReasons.RUNTIME_NOT_READY, message);
    }

    private Optional<ReconcileResult> holdForPredecessor(T operation) {
        OperationRef after = kind.settings(operation).runAfter();
        if (after == null) {
            return Optional.empty();
        }
        String own = operation.getMetadata().getNamespace();
        String who = after.kind() + " " + Predecessors.namespaceOr(after.namespace(), own) + "/" + after.name();
        Optional<String> phase = predecessors
                .find(after, own)
                .map(found -> OperationStatuses.of(found.getStatus()).phase());
        if (phase.isEmpty()) {
            return Optional.of(recorder.await(
                    operation,
                    EventType.WARNING,
                    OperationReasons.NOT_FOUND,
                    who + ", which this one runs after, does not exist"));
        }
        if (phase.get().equals(OperationPhase.COMPLETE)) {
            return Optional.empty();
        }
        if (phase.get().equals(OperationPhase.FAILED)) {
            String message = who + ", which this one runs after, has failed";
            return Optional.of(fail(operation, OperationReasons.PREDECESSOR_FAILED, message));
        }
        return Optional.of(recorder.await(operation, EventType.NORMAL, OperationReasons.WAITING, "waits for " + who));
    }

    private ReconcileResult follow(T operation, Dataset dataset) {
        Optional<Job> job = job(operation);
        Optional<LoadedEngine> engine = Optional.ofNullable(boundType(dataset)).flatMap(engines::find);
        Optional<CacheRequest> request = engine.flatMap(loaded -> request(dataset, loaded));
        if (job.isEmpty()) {
            request.ifPresent(found -> makeJob(operation, found, engine.get()));
            return ReconcileResult.done();
        }
        Optional<JobOutcome> outcome = JobOutcome.of(cluster, job.get(), clock.instant());
        if (outcome.isEmpty()) {
            return ReconcileResult.done();
        }
        marker.remove(dataset, operation.getMetadata().getName());
        Map<String, String> infos = request.map(found ->
                        kind.describe(found, operation, engine.get().engine()).infos())
                .orElse(Map.of());
        recorder.ends(operation, OperationRecorder.status(operation), outcome.get(), infos);
        return untilDeletion(operation, outcome.get().at());
    }

    /** A schedule has no end: each round is told as it comes. */
    @SuppressWarnings("NullAway") // generated builders do not tell what may be null
    private ReconcileResult followRounds(T operation, Dataset dataset) {
        Optional<LoadedEngine> engine = Optional.ofNullable(boundType(dataset)).flatMap(engines::find);
        Optional<CacheRequest> request = engine.flatMap(loaded -> request(dataset, loaded));
        request.ifPresent(found -> makeJob(operation, found, engine.get()));
        String namespace = operation.getMetadata().getNamespace();
        String name = kind.jobName(operation);
        Optional<Job> latest = cluster.list(Job.class, namespace, Map.of(OperationJob.CRON_JOB, name)).stream()
                .max(Comparator.comparing(
                        (Job job) -> String.valueOf(job.getMetadata().getCreationTimestamp())));
        Optional<JobOutcome> outcome = latest.flatMap(job -> JobOutcome.of(cluster, job, clock.instant()));
        if (latest.isPresent() && outcome.isEmpty()) {
            marker.add(dataset, operation.getMetadata().getName());
        } else {
            marker.remove(dataset, operation.getMetadata().getName());
        }
        var times = cronJob(operation).map(CronJob::getStatus);
        OperationStatus before = OperationStatusBuilder.builder(OperationRecorder.status(operation))
                .lastScheduleTime(
                        times.map(status -> status.getLastScheduleTime()).orElse(null))
                .lastSuccessfulTime(
                        times.map(status -> status.getLastSuccessfulTime()).orElse(null))
                .build();
        if (outcome.isPresent()) {
            recorder.ends(operation, before, outcome.get(), Map.of());
        } else {
            recorder.writes(operation, OperationStatuses.round(before, latest.isPresent()));
        }
        return ReconcileResult.done();
    }

    private ReconcileResult afterwards(T operation, Optional<Dataset> dataset) {
        dataset.ifPresent(
                target -> marker.remove(target, operation.getMetadata().getName()));
        Integer ttl = kind.settings(operation).ttlSecondsAfterFinished();
        Optional<Instant> end = OperationStatuses.end(OperationRecorder.status(operation));
        if (ttl == null || end.isEmpty()) {
            return ReconcileResult.done();
        }
        Duration left = Duration.between(clock.instant(), end.get().plusSeconds(ttl));
        if (left.isNegative() || left.isZero()) {
            cluster.delete(operation);
            return ReconcileResult.done();
        }
        return ReconcileResult.after(left);
    }

    private ReconcileResult lost(T operation) {
        if (!OperationRecorder.status(operation).phase().equals(OperationPhase.EXECUTING)) {
            return ReconcileResult.done();
        }
        return fail(operation, OperationReasons.DATASET_NOT_FOUND, "the Dataset was deleted meanwhile");
    }

    private ReconcileResult fail(T operation, String reason, String message) {
        recorder.fails(operation, reason, message);
        return untilDeletion(operation, clock.instant());
    }

    // Our own status does not wake us.
    private ReconcileResult untilDeletion(T operation, Instant end) {
        Integer ttl = kind.settings(operation).ttlSecondsAfterFinished();
        return ttl == null
                ? ReconcileResult.done()
                : ReconcileResult.after(Duration.between(clock.instant(), end.plusSeconds(ttl)));
    }

    private T claim(T operation, Dataset dataset) {
        return cluster.claim(operation, kind.finalizer(), dataset, Map.of(), Map.of()) ? reread(operation) : operation;
    }

    private T reread(T operation) {
        return cluster.get(
                        kind.type(),
                        operation.getMetadata().getNamespace(),
                        operation.getMetadata().getName())
                .orElse(operation);
    }

    private static @Nullable String boundType(Dataset dataset) {
        return dataset.getStatus() == null || dataset.getStatus().runtimes().isEmpty()
                ? null
                : dataset.getStatus().runtimes().get(0).type();
    }

    private Optional<CacheRequest> request(Dataset dataset, LoadedEngine engine) {
        return cluster.get(
                        RuntimeReconciler.kind(engine.descriptor()),
                        dataset.getMetadata().getNamespace(),
                        dataset.getMetadata().getName())
                .map(found -> new CacheRequest(dataset, found, facts, RuntimePorts.recorded(found)));
    }

    private void makeJob(T operation, CacheRequest request, LoadedEngine engine) {
        boolean repeats = kind.settings(operation).repeats();
        // A Job's template cannot be changed: it is only made when it is not there. A schedule can.
        if (!repeats && job(operation).isPresent()) {
            return;
        }
        Affinity inherited = predecessors.affinity(kind.settings(operation).runAfter(), request.namespace());
        JobDescription description = kind.describe(request, operation, engine.engine());
        OperationJob<T> job =
                new OperationJob<>(kind, operation, engine.descriptor().runtimeType(), request, inherited);
        job.resources(description).forEach(cluster::apply);
        cluster.apply(repeats ? job.cronJob(description) : job.job(description));
    }

    private Optional<Job> job(T operation) {
        return cluster.get(Job.class, operation.getMetadata().getNamespace(), kind.jobName(operation));
    }

    private Optional<CronJob> cronJob(T operation) {
        return cluster.get(CronJob.class, operation.getMetadata().getNamespace(), kind.jobName(operation));
    }

    private static boolean isOurs(HasMetadata job, HasMetadata operation) {
        return job.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(operation.getMetadata().getUid()));
    }
}
