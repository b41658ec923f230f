package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetPhase;
import io.fluid.api.v1alpha1.OperationPhase;
import io.fluid.api.v1alpha1.OperationRef;
import io.fluid.api.v1alpha1.OperationStatus;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Cluster.EventType;
import io.fluid.core.kube.Controller;
import io.fluid.core.kube.KeyedReconciler;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.ReconcileResult;
import io.fluid.core.kube.ResourceKind;
import io.fluid.core.runtime.RuntimePorts;
import io.fluid.core.runtime.RuntimeReconciler;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.ClusterFacts;
import io.fluid.core.spi.LoadsData;
import io.fluid.core.spi.LoadsData.LoadDescription;
import io.fluid.core.spi.Problem;
import io.fluid.core.status.PodTrouble;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Runs DataLoads: waits for the Dataset, makes the Job, follows it, tells the outcome, clears up in time. */
public final class DataLoadReconciler implements KeyedReconciler {

    static final String FINALIZER = "fluid-dataload-controller-finalizer";
    private static final String KIND = "DataLoad";
    private static final String ONCE = "Once";

    private final Cluster cluster;
    private final EngineRegistry engines;
    private final ClusterFacts facts;
    private final Clock clock;
    private final OperationMarker marker;

    public DataLoadReconciler(Cluster cluster, EngineRegistry engines, ClusterFacts facts, Clock clock) {
        this.cluster = cluster;
        this.engines = engines;
        this.facts = facts;
        this.clock = clock;
        this.marker = new OperationMarker(cluster, KIND);
    }

    /** What has to be followed. */
    public static Controller controller(Cluster cluster, DataLoadReconciler reconciler, int workers) {
        Function<Dataset, List<ObjectKey>> loadsOf =
                dataset -> cluster.list(DataLoad.class, dataset.getMetadata().getNamespace(), Map.of()).stream()
                        .filter(load -> load.getSpec().dataset() != null
                                && dataset.getMetadata()
                                        .getName()
                                        .equals(load.getSpec().dataset().name()))
                        .map(ObjectKey::of)
                        .toList();
        Function<DataLoad, List<ObjectKey>> followersOf = load -> cluster.list(DataLoad.class, "", Map.of()).stream()
                .filter(follower -> follows(follower, load))
                .map(ObjectKey::of)
                .toList();
        return Controller.forKind("dataload", ResourceKind.of(DataLoad.class))
                .watching(DataLoad.class, Map.of(), followersOf)
                .watching(Dataset.class, Map.of(), loadsOf)
                .watching(Job.class, Map.of("role", "dataload-job"), DataLoadReconciler::ownerOf)
                .workers(workers)
                .reconciledBy(reconciler);
    }

    private static List<ObjectKey> ownerOf(Job job) {
        return job.getMetadata().getOwnerReferences().stream()
                .filter(owner -> owner.getKind().equals(KIND))
                .map(owner -> new ObjectKey(job.getMetadata().getNamespace(), owner.getName()))
                .toList();
    }

    private static boolean follows(DataLoad follower, DataLoad load) {
        OperationRef after = follower.getSpec().runAfter();
        return after != null
                && after.kind().equals(KIND)
                && after.name().equals(load.getMetadata().getName())
                && load.getMetadata().getNamespace().equals(namespaceOf(after, follower));
    }

    private static String namespaceOf(OperationRef after, DataLoad follower) {
        return after.namespace() == null || after.namespace().isEmpty()
                ? follower.getMetadata().getNamespace()
                : after.namespace();
    }

    @Override
    public ReconcileResult reconcile(String namespace, String name) {
        Optional<DataLoad> found = cluster.get(DataLoad.class, namespace, name);
        if (found.isEmpty()) {
            return ReconcileResult.done();
        }
        DataLoad load = found.get();
        Optional<Dataset> dataset = load.getSpec().dataset() == null
                ? Optional.empty()
                : cluster.get(Dataset.class, namespace, load.getSpec().dataset().name());
        if (load.isMarkedForDeletion()) {
            dataset.ifPresent(target -> marker.remove(target, name));
            cluster.get(Job.class, namespace, LoadJob.name(load))
                    .filter(job -> isOurs(job, load))
                    .ifPresent(cluster::delete);
            cluster.removeFinalizer(load, FINALIZER);
            return ReconcileResult.done();
        }
        OperationStatus status = OperationStatuses.of(load.getStatus());
        return switch (status.phase()) {
            case OperationPhase.COMPLETE, OperationPhase.FAILED -> afterwards(load, dataset, status);
            case OperationPhase.EXECUTING ->
                dataset.isEmpty() ? lost(load, status) : follow(load, dataset.get(), status);
            default -> start(load, dataset, status);
        };
    }

    private ReconcileResult start(DataLoad load, Optional<Dataset> dataset, OperationStatus status) {
        String invalid = invalid(load);
        if (invalid != null) {
            return fail(load, status, reasonOf(load), invalid);
        }
        if (dataset.isEmpty()) {
            return await(
                    load,
                    status,
                    EventType.WARNING,
                    OperationReasons.DATASET_NOT_FOUND,
                    "the Dataset that spec.dataset.name names is not in the namespace");
        }
        DataLoad claimed = claim(load, dataset.get());
        OperationStatus now = OperationStatuses.of(claimed.getStatus());
        Optional<ReconcileResult> held = holdForPredecessor(claimed, now);
        if (held.isPresent()) {
            return held.get();
        }
        String type = boundType(dataset.get());
        if (type == null) {
            return await(
                    claimed,
                    now,
                    EventType.NORMAL,
                    OperationReasons.RUNTIME_NOT_READY,
                    "the Dataset is not bound to a runtime yet");
        }
        Optional<LoadedEngine> engine = engines.find(type);
        if (engine.isEmpty() || !(engine.get().engine() instanceof LoadsData)) {
            return fail(
                    claimed,
                    now,
                    OperationReasons.NOT_SUPPORTED,
                    "DataLoad is not supported by the runtime type \"" + type + "\"");
        }
        if (!DatasetPhase.BOUND.equals(dataset.get().getStatus().phase())) {
            return await(
                    claimed,
                    now,
                    EventType.NORMAL,
                    OperationReasons.RUNTIME_NOT_READY,
                    "the runtime of the Dataset is not ready");
        }
        Optional<CacheRequest> request = request(dataset.get(), engine.get());
        if (request.isEmpty()) {
            return await(
                    claimed, now, EventType.NORMAL, OperationReasons.RUNTIME_NOT_READY, "the runtime is not there");
        }
        List<Problem> problems = ((LoadsData) engine.get().engine()).validateLoad(request.get(), claimed);
        if (!problems.isEmpty()) {
            return fail(
                    claimed,
                    now,
                    OperationReasons.NOT_VALID,
                    problems.stream().map(Problem::message).collect(Collectors.joining("; ")));
        }
        marker.add(dataset.get(), claimed.getMetadata().getName());
        makeJob(claimed, request.get(), engine.get());
        cluster.patchStatus(claimed, OperationStatuses.executing(now));
        return ReconcileResult.done();
    }

    private ReconcileResult follow(DataLoad load, Dataset dataset, OperationStatus status) {
        Optional<Job> job = cluster.get(Job.class, load.getMetadata().getNamespace(), LoadJob.name(load));
        if (job.isEmpty()) {
            String type = boundType(dataset);
            Optional<LoadedEngine> engine = type == null ? Optional.empty() : engines.find(type);
            Optional<CacheRequest> request = engine.flatMap(loaded -> request(dataset, loaded));
            request.ifPresent(found -> makeJob(load, found, engine.get()));
            return ReconcileResult.done();
        }
        Optional<JobCondition> end = job.get().getStatus() == null
                ? Optional.empty()
                : job.get().getStatus().getConditions().stream()
                        .filter(condition -> "True".equals(condition.getStatus()))
                        .filter(condition -> condition.getType().equals(OperationStatuses.COMPLETE)
                                || condition.getType().equals(OperationStatuses.FAILED))
                        .findFirst();
        end.ifPresent(condition -> finish(load, dataset, status, job.get(), condition));
        return end.isPresent() ? untilDeletion(load) : ReconcileResult.done();
    }

    private void finish(DataLoad load, Dataset dataset, OperationStatus status, Job job, JobCondition end) {
        boolean well = end.getType().equals(OperationStatuses.COMPLETE);
        Duration took = Duration.between(Instant.parse(job.getMetadata().getCreationTimestamp()), endOf(end));
        String message =
                well ? "the data is loaded" : lastWords(job).orElseGet(() -> "the job failed: " + end.getMessage());
        String reason = well ? OperationReasons.SUCCEED : OperationReasons.FAILED;
        marker.remove(dataset, load.getMetadata().getName());
        cluster.event(load, well ? EventType.NORMAL : EventType.WARNING, reason, message);
        cluster.patchStatus(load, OperationStatuses.ended(status, well, reason, message, took, clock.instant()));
    }

    private Instant endOf(JobCondition end) {
        return end.getLastTransitionTime() == null ? clock.instant() : Instant.parse(end.getLastTransitionTime());
    }

    private Optional<String> lastWords(Job job) {
        return cluster
                .list(
                        Pod.class,
                        job.getMetadata().getNamespace(),
                        Map.of("batch.kubernetes.io/job-name", job.getMetadata().getName()))
                .stream()
                .sorted(Comparator.comparing(
                                (Pod pod) -> String.valueOf(pod.getMetadata().getCreationTimestamp()))
                        .reversed())
                .flatMap(pod -> PodTrouble.lastWords(pod).stream())
                .findFirst();
    }

    // Our own status does not wake us.
    private static ReconcileResult untilDeletion(DataLoad load) {
        Integer ttl = load.getSpec().ttlSecondsAfterFinished();
        return ttl == null ? ReconcileResult.done() : ReconcileResult.after(Duration.ofSeconds(ttl));
    }

    private ReconcileResult afterwards(DataLoad load, Optional<Dataset> dataset, OperationStatus status) {
        dataset.ifPresent(target -> marker.remove(target, load.getMetadata().getName()));
        Integer ttl = load.getSpec().ttlSecondsAfterFinished();
        Optional<Instant> end = OperationStatuses.end(status);
        if (ttl == null || end.isEmpty()) {
            return ReconcileResult.done();
        }
        Duration left = Duration.between(clock.instant(), end.get().plusSeconds(ttl));
        if (left.isNegative() || left.isZero()) {
            cluster.delete(load);
            return ReconcileResult.done();
        }
        return ReconcileResult.after(left);
    }

    private ReconcileResult lost(DataLoad load, OperationStatus status) {
        return fail(load, status, OperationReasons.DATASET_NOT_FOUND, "the Dataset was deleted while it was loaded");
    }

    private static @Nullable String invalid(DataLoad load) {
        var target = load.getSpec().dataset();
        if (target == null || target.name().isEmpty()) {
            return new Problem("DataLoad.spec.dataset.name", "", "the name of a Dataset").message();
        }
        String namespace = target.namespace();
        if (namespace != null
                && !namespace.isEmpty()
                && !namespace.equals(load.getMetadata().getNamespace())) {
            return new Problem(
                            "DataLoad.spec.dataset.namespace",
                            namespace,
                            "the DataLoad's own namespace \""
                                    + load.getMetadata().getNamespace() + "\"")
                    .message();
        }
        String policy = load.getSpec().policy();
        if (policy != null && !policy.isEmpty() && !policy.equals(ONCE)) {
            return new Problem("DataLoad.spec.policy", policy, "Once").message();
        }
        return null;
    }

    private static String reasonOf(DataLoad load) {
        var target = load.getSpec().dataset();
        boolean elsewhere = target != null
                && target.namespace() != null
                && !target.namespace().isEmpty()
                && !target.namespace().equals(load.getMetadata().getNamespace());
        if (elsewhere) {
            return OperationReasons.OTHER_NAMESPACE;
        }
        return target == null || target.name().isEmpty() ? OperationReasons.NOT_VALID : OperationReasons.NOT_SUPPORTED;
    }

    private DataLoad claim(DataLoad load, Dataset dataset) {
        boolean changed = cluster.addFinalizer(load, FINALIZER);
        DataLoad latest = changed ? reread(load) : load;
        return cluster.addOwner(latest, dataset, false) ? reread(latest) : latest;
    }

    private DataLoad reread(DataLoad load) {
        return cluster.getLive(
                        DataLoad.class,
                        load.getMetadata().getNamespace(),
                        load.getMetadata().getName())
                .orElse(load);
    }

    private Optional<ReconcileResult> holdForPredecessor(DataLoad load, OperationStatus status) {
        OperationRef after = load.getSpec().runAfter();
        if (after == null) {
            return Optional.empty();
        }
        if (!after.kind().equals(KIND)) {
            return Optional.of(fail(
                    load,
                    status,
                    OperationReasons.NOT_SUPPORTED,
                    new Problem("DataLoad.spec.runAfter.kind", after.kind(), KIND).message()));
        }
        Optional<DataLoad> before = cluster.get(DataLoad.class, namespaceOf(after, load), after.name());
        String phase = before.map(
                        found -> OperationStatuses.of(found.getStatus()).phase())
                .orElse(OperationPhase.NONE);
        if (phase.equals(OperationPhase.COMPLETE)) {
            return Optional.empty();
        }
        if (phase.equals(OperationPhase.FAILED)) {
            return Optional.of(fail(
                    load,
                    status,
                    OperationReasons.PREDECESSOR_FAILED,
                    "DataLoad " + after.name() + ", which this one runs after, has failed"));
        }
        return Optional.of(
                await(load, status, EventType.NORMAL, OperationReasons.WAITING, "waits for DataLoad " + after.name()));
    }

    private static @Nullable String boundType(Dataset dataset) {
        return dataset.getStatus() == null || dataset.getStatus().runtimes().isEmpty()
                ? null
                : dataset.getStatus().runtimes().get(0).type();
    }

    private Optional<CacheRequest> request(Dataset dataset, LoadedEngine engine) {
        Optional<GenericKubernetesResource> runtime = cluster.get(
                RuntimeReconciler.kind(engine.descriptor()),
                dataset.getMetadata().getNamespace(),
                dataset.getMetadata().getName());
        return runtime.map(found -> new CacheRequest(dataset, found, facts, RuntimePorts.recorded(found)));
    }

    // A Job's template cannot be changed: it is only made when it is not there.
    private void makeJob(DataLoad load, CacheRequest request, LoadedEngine engine) {
        if (cluster.get(Job.class, request.namespace(), LoadJob.name(load)).isPresent()) {
            return;
        }
        LoadDescription description = ((LoadsData) engine.engine()).describeLoad(request, load);
        LoadJob job = new LoadJob(load, engine.descriptor().runtimeType(), request);
        job.resources(description).forEach(cluster::apply);
        cluster.apply(job.job(description));
    }

    private static boolean isOurs(Job job, DataLoad load) {
        return job.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner -> owner.getUid().equals(load.getMetadata().getUid()));
    }

    private ReconcileResult await(
            DataLoad load, OperationStatus status, EventType type, String reason, String message) {
        if (!OperationStatuses.says(status, reason, message)) {
            cluster.event(load, type, reason, message);
            cluster.patchStatus(load, OperationStatuses.waiting(status, reason, message, clock.instant()));
        }
        return ReconcileResult.done();
    }

    private ReconcileResult fail(DataLoad load, OperationStatus status, String reason, String message) {
        cluster.event(load, EventType.WARNING, reason, message);
        cluster.patchStatus(
                load, OperationStatuses.ended(status, false, reason, message, Duration.ZERO, clock.instant()));
        return untilDeletion(load);
    }
}
