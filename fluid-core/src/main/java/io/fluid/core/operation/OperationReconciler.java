package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.CustomResource;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.OperationPhase;
import io.fluid.api.v1alpha1.OperationRef;
import io.fluid.api.v1alpha1.OperationStatus;
import io.fluid.api.v1alpha1.OperationStatusBuilder;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Cluster.EventType;
import io.fluid.core.kube.KeyedReconciler;
import io.fluid.core.kube.ReconcileResult;
import io.fluid.core.operation.Preparation.Obstacle;
import io.fluid.core.operation.Preparation.Ready;
import io.fluid.core.spi.ClusterFacts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/**
 * Runs the operations of one kind: waits for the Dataset and for what goes before, makes the Job or CronJob, follows
 * it, tells the outcome, clears up in time.
 *
 * @param <T> class of the kind
 */
final class OperationReconciler<T extends CustomResource<?, OperationStatus>> implements KeyedReconciler {

    // For what no event tells: a quota that was raised, an object of somebody else that is gone.
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final OperationKind<T> kind;
    private final Cluster cluster;
    private final Clock clock;
    private final Preparations<T> preparations;
    private final JobMaker<T> jobs;
    private final OperationMarker marker;
    private final Predecessors predecessors;
    private final OperationRecorder recorder;

    OperationReconciler(
            OperationKind<T> kind, Cluster cluster, EngineRegistry engines, ClusterFacts facts, Clock clock) {
        this.kind = kind;
        this.cluster = cluster;
        this.clock = clock;
        this.preparations = new Preparations<>(kind, cluster, engines, facts);
        this.jobs = new JobMaker<>(kind, cluster);
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
            return release(operation);
        }
        boolean repeats = kind.settings(operation).repeats();
        if (!repeats) {
            // Of a policy that was changed.
            jobs.knownCronJob(operation).ifPresent(cluster::delete);
        }
        if (repeats && isSchedule(operation)) {
            return followRounds(operation, dataset);
        }
        if (!hasBegun(operation)) {
            // A Job that was made before a crash is told of by no event.
            return !repeats && dataset.isPresent() && jobs.knownJob(operation).isPresent()
                    ? executes(operation, dataset.get())
                    : start(operation, dataset);
        }
        if (!OperationRecorder.status(operation).phase().equals(OperationPhase.EXECUTING)) {
            return afterwards(operation);
        }
        return dataset.isEmpty() ? lost(operation) : follow(operation, dataset.get());
    }

    private boolean hasBegun(T operation) {
        String phase = OperationRecorder.status(operation).phase();
        return !phase.equals(OperationPhase.NONE) && !phase.equals(OperationPhase.PENDING);
    }

    /** Whether it repeats already; an operation that ended for good does not begin to when its policy is changed. */
    private boolean isSchedule(T operation) {
        OperationStatus status = OperationRecorder.status(operation);
        boolean hadRounds =
                hasBegun(operation) && status.lastScheduleTime() != null && !OperationStatuses.isRefused(status);
        return hadRounds || jobs.cronJob(operation).isPresent();
    }

    private ReconcileResult release(T operation) {
        unmark(operation);
        jobs.job(operation).ifPresent(cluster::delete);
        jobs.cronJob(operation).ifPresent(cluster::delete);
        cluster.removeFinalizer(operation, kind.finalizer());
        return ReconcileResult.done();
    }

    private ReconcileResult start(T operation, Optional<Dataset> found) {
        Optional<Obstacle> refusal = preparations.refusal(operation);
        if (refusal.isPresent()) {
            return stop(operation, refusal.get());
        }
        if (found.isEmpty()) {
            return recorder.await(operation, EventType.WARNING, OperationReasons.DATASET_NOT_FOUND, missing(operation));
        }
        Dataset dataset = found.get();
        Optional<Obstacle> reference = preparations.reference(operation, dataset);
        if (reference.isPresent()) {
            return stop(operation, reference.get());
        }
        T claimed = claim(operation, dataset);
        Optional<ReconcileResult> held = holdForPredecessor(claimed);
        if (held.isPresent()) {
            return held.get();
        }
        T free = reread(claimed);
        Preparation preparation = preparations.prepare(free, dataset, true);
        Optional<Obstacle> obstacle = make(free, preparation);
        if (obstacle.isPresent()) {
            return stop(free, obstacle.get());
        }
        return kind.settings(free).repeats() ? followRounds(reread(free), found) : executes(free, dataset);
    }

    private String missing(T operation) {
        return "the Dataset \"" + kind.settings(operation).dataset() + "\" that "
                + kind.settings(operation).datasetField() + " names is not in the namespace";
    }

    /** Makes the Job or CronJob if the operation may run; tells why there is none. */
    private Optional<Obstacle> make(T operation, Preparation preparation) {
        return preparation instanceof Obstacle obstacle
                ? Optional.of(obstacle)
                : jobs.make(operation, (Ready) preparation);
    }

    // The Dataset is marked when the Job is there: one that cannot be made would mark and unmark it without end.
    private ReconcileResult executes(T operation, Dataset dataset) {
        mark(operation, dataset);
        recorder.executes(operation);
        // A Job that was made before a crash may have ended since, and no event will tell of it again.
        return ReconcileResult.after(Duration.ZERO);
    }

    private ReconcileResult stop(T operation, Obstacle obstacle) {
        if (obstacle.lasting()) {
            return fail(operation, obstacle.reason(), obstacle.message());
        }
        unmark(operation);
        ReconcileResult events = recorder.await(operation, obstacle.eventType(), obstacle.reason(), obstacle.message());
        return obstacle.untold() ? ReconcileResult.after(RETRY) : events;
    }

    private void mark(T operation, Dataset dataset) {
        marker.add(dataset, operation.getMetadata().getName(), kind.changesStorage(operation));
    }

    private void unmark(T operation) {
        marker.remove(
                operation.getMetadata().getNamespace(),
                operation.getMetadata().getName(),
                kind.changesStorage(operation));
    }

    private Optional<ReconcileResult> holdForPredecessor(T operation) {
        OperationRef after = kind.settings(operation).runAfter();
        // One that was complete may have been deleted since.
        if (after == null || OperationStatuses.isFree(OperationRecorder.status(operation))) {
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
            recorder.isFree(operation, predecessors.place(after, own));
            return Optional.empty();
        }
        if (phase.get().equals(OperationPhase.FAILED)) {
            String message = who + ", which this one runs after, has failed";
            return Optional.of(fail(operation, OperationReasons.PREDECESSOR_FAILED, message));
        }
        return Optional.of(recorder.await(operation, EventType.NORMAL, OperationReasons.WAITING, "waits for " + who));
    }

    private ReconcileResult follow(T operation, Dataset dataset) {
        Optional<Job> job = jobs.job(operation);
        if (job.isEmpty()) {
            return start(operation, Optional.of(dataset));
        }
        Optional<JobOutcome> outcome = JobOutcome.of(cluster, job.get(), clock.instant());
        if (outcome.isEmpty()) {
            mark(operation, dataset);
            return ReconcileResult.done();
        }
        unmark(operation);
        Map<String, String> infos = outcome.get().well() ? infos(operation, dataset) : Map.of();
        recorder.tells(operation, recorder.ended(OperationRecorder.status(operation), outcome.get(), infos));
        return untilDeletion(operation, outcome.get().at());
    }

    // How the Job ended counts, also when the operation could not be described any more.
    private Map<String, String> infos(T operation, Dataset dataset) {
        return kind.tellsInfos() && preparations.prepare(operation, dataset, false) instanceof Ready ready
                ? kind.describe(ready.request(), operation, ready.engine().engine())
                        .infos()
                : Map.of();
    }

    /** A schedule has no end: each round is told as it comes. */
    @SuppressWarnings("NullAway") // generated builders do not tell what may be null
    private ReconcileResult followRounds(T operation, Optional<Dataset> dataset) {
        Optional<Obstacle> obstacle = dataset.isPresent()
                ? make(operation, preparations.prepare(operation, dataset.get(), false))
                : preparations
                        .refusal(operation)
                        .or(() ->
                                Optional.of(Obstacle.lasting(OperationReasons.DATASET_NOT_FOUND, missing(operation))));
        Optional<CronJob> schedule = jobs.cronJob(operation);
        String namespace = operation.getMetadata().getNamespace();
        String name = kind.jobName(operation);
        Optional<Job> latest = cluster.list(Job.class, namespace, Map.of(OperationJob.CRON_JOB, name)).stream()
                .max(Comparator.comparing(
                        (Job job) -> String.valueOf(job.getMetadata().getCreationTimestamp())));
        Optional<JobOutcome> outcome = latest.flatMap(job -> JobOutcome.of(cluster, job, clock.instant()));
        OperationStatus seen = OperationRecorder.status(operation);
        Optional<CronJobStatus> times = schedule.map(CronJob::getStatus);
        OperationStatus before = OperationStatusBuilder.builder(seen)
                .lastScheduleTime(times.map(CronJobStatus::getLastScheduleTime).orElse(seen.lastScheduleTime()))
                .lastSuccessfulTime(
                        times.map(CronJobStatus::getLastSuccessfulTime).orElse(seen.lastSuccessfulTime()))
                .build();
        OperationStatus status = outcome.isPresent()
                ? recorder.ended(before, outcome.get(), Map.of())
                : OperationStatuses.round(before, latest.isPresent());
        boolean runs = latest.isPresent() && outcome.isEmpty();
        // Nobody may have looked while it ran.
        boolean hasEnded = outcome.isPresent() && !seen.conditions().containsAll(status.conditions());
        if (runs || (hasEnded && kind.changesStorage(operation))) {
            dataset.ifPresent(target -> mark(operation, target));
        }
        if (!runs) {
            unmark(operation);
        }
        // While the cache is away for a moment, the CronJob stays as it is; that is no trouble.
        Optional<Obstacle> trouble = obstacle.filter(one -> one.isTrouble() || schedule.isEmpty());
        recorder.tells(
                operation,
                trouble.map(one ->
                                OperationStatuses.troubled(status, seen, one.reason(), one.message(), clock.instant()))
                        .orElse(status));
        return obstacle.filter(Obstacle::untold).isPresent() ? ReconcileResult.after(RETRY) : ReconcileResult.done();
    }

    private ReconcileResult afterwards(T operation) {
        unmark(operation);
        Optional<Integer> ttl = ttl(operation);
        Optional<Instant> end = OperationStatuses.end(OperationRecorder.status(operation));
        if (ttl.isEmpty() || end.isEmpty()) {
            return ReconcileResult.done();
        }
        Duration left = Duration.between(clock.instant(), end.get().plusSeconds(ttl.get()));
        if (left.isNegative() || left.isZero()) {
            cluster.delete(operation);
            return ReconcileResult.done();
        }
        return ReconcileResult.after(left);
    }

    private ReconcileResult lost(T operation) {
        return fail(operation, OperationReasons.DATASET_NOT_FOUND, "the Dataset was deleted meanwhile");
    }

    private ReconcileResult fail(T operation, String reason, String message) {
        unmark(operation);
        recorder.fails(operation, reason, message);
        return untilDeletion(operation, clock.instant());
    }

    // Our own status does not wake us.
    private ReconcileResult untilDeletion(T operation, Instant end) {
        return ttl(operation)
                .map(ttl -> ReconcileResult.after(Duration.between(clock.instant(), end.plusSeconds(ttl))))
                .orElse(ReconcileResult.done());
    }

    /** The life of the finished operation, in seconds; a schedule is never finished. */
    private Optional<Integer> ttl(T operation) {
        OperationSettings settings = kind.settings(operation);
        return settings.repeats() ? Optional.empty() : Optional.ofNullable(settings.ttlSecondsAfterFinished());
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
}
