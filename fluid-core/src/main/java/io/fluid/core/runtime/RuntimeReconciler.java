package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.KeyedReconciler;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.ReconcileResult;
import io.fluid.core.kube.ResourceKind;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.Problem;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Brings one runtime, of whatever engine, to where its spec wants it: observe, validate, reconcile, record. */
public final class RuntimeReconciler implements KeyedReconciler {

    // For what no event tells: a quota that was raised, a port that became free.
    private static final Duration REFUSED_RETRY = Duration.ofMinutes(1);

    private final Cluster cluster;
    private final LoadedEngine engine;
    private final EngineDescriptor descriptor;
    private final ResourceKind<GenericKubernetesResource> kind;
    private final RuntimeSettings settings;
    private final DatasetRules rules;
    private final RequestRules requestRules;
    private final CacheReporter reporter;
    private final PortAllocator ports;
    private final OwnedObjects objects;
    private final DatasetBinding binding;
    private final RuntimeRecorder recorder;
    private final RuntimeMetrics metrics;
    private final RuntimeTeardown teardown;

    public RuntimeReconciler(
            Cluster cluster,
            LoadedEngine engine,
            RuntimeSettings settings,
            DatasetRules rules,
            DatasetUse use,
            CacheReporter reporter,
            CacheCleaner cleaner,
            RuntimeMetrics metrics,
            HostPorts hostPorts,
            Clock clock) {
        this.cluster = cluster;
        this.engine = engine;
        this.descriptor = engine.descriptor();
        this.kind = kind(descriptor);
        this.settings = settings;
        this.rules = rules;
        this.requestRules = new RequestRules(engine, rules);
        this.reporter = reporter;
        this.metrics = metrics;
        this.ports = new PortAllocator(cluster, kind, settings.ports(), hostPorts);
        this.objects = new OwnedObjects(cluster);
        NodeLabels nodeLabels = new NodeLabels(cluster, descriptor.runtimeType(), settings.excludedNodes());
        this.binding = new DatasetBinding(descriptor);
        this.recorder = new RuntimeRecorder(cluster, engine, nodeLabels, use, reporter, metrics, clock);
        this.teardown = new RuntimeTeardown(cluster, engine, settings, use, cleaner, nodeLabels, clock);
    }

    /** The kind that an engine's runtimes are read as. */
    public static ResourceKind<GenericKubernetesResource> kind(EngineDescriptor engine) {
        return ResourceKind.generic(engine.group(), engine.version(), engine.runtimeKind(), engine.plural());
    }

    /** Labels by which the objects of a cache are found. */
    static Map<String, String> identity(EngineDescriptor engine, String name) {
        return Map.of(Labels.MANAGED_BY, Labels.MANAGED_BY_FLUID, "app", engine.runtimeType(), Labels.RELEASE, name);
    }

    @Override
    public ReconcileResult reconcile(String namespace, String name) {
        ObjectKey key = new ObjectKey(namespace, name);
        Optional<GenericKubernetesResource> runtime = cluster.get(kind, namespace, name);
        if (runtime.isEmpty()) {
            ports.forget(key);
            reporter.gone(key);
            metrics.forget(key);
            return ReconcileResult.done();
        }
        Optional<Dataset> dataset = cluster.get(Dataset.class, namespace, name);
        if (runtime.get().isMarkedForDeletion()) {
            reporter.gone(key);
            return teardown.tearDown(runtime.get(), dataset);
        }
        if (dataset.isEmpty()) {
            // Once it had one, it leaves with that: the garbage collector will come.
            if (runtime.get().getMetadata().getOwnerReferences().stream()
                    .noneMatch(owner -> owner.getKind().equals("Dataset"))) {
                tellMissingDataset(runtime.get());
            }
            return ReconcileResult.done();
        }
        return serve(runtime.get(), dataset.get());
    }

    private ReconcileResult serve(GenericKubernetesResource runtime, Dataset dataset) {
        // Before all else: what is wrong with this one is nothing to the Dataset.
        if (binding.isTaken(dataset)) {
            String type = DatasetBinding.status(dataset).runtimes().get(0).type();
            recorder.reject(
                    runtime,
                    RuntimeConditions.DATASET_BOUND_BY_OTHER,
                    RuntimeConditions.ERROR_PROCESS_RUNTIME,
                    "the Dataset is bound to a runtime of type \"" + type + "\" already; delete one of the two");
            return ReconcileResult.done();
        }
        CacheRequest request = new CacheRequest(dataset, runtime, settings.facts(), PortAllocator.readable(runtime));
        List<Problem> problems = requestRules.problems(request);
        if (!problems.isEmpty()) {
            return refuse(request, problems);
        }
        CacheRequest equipped;
        try {
            equipped = claim(request, ports.allocate(runtime, engine.engine().ports(request)));
        } catch (PortAllocator.PortsExhaustedException e) {
            String message = String.valueOf(e.getMessage());
            recorder.reject(
                    runtime, RuntimeConditions.PORTS_EXHAUSTED, RuntimeConditions.ERROR_PROCESS_RUNTIME, message);
            recorder.tellDataset(dataset, message);
            return ReconcileResult.after(REFUSED_RETRY);
        }
        CacheDescription description = engine.engine().describe(equipped);
        List<HasMetadata> described = new Decoration(equipped, descriptor).decorate(description);
        List<Problem> names = requestRules.problemsOfNames(equipped, described);
        if (!names.isEmpty()) {
            return refuse(equipped, names);
        }
        List<String> refusals = objects.apply(described);
        objects.prune(equipped.runtime(), identity(descriptor, equipped.name()), described);
        boolean waits = recorder.record(equipped, description, described, refusals);
        return waits ? ReconcileResult.after(REFUSED_RETRY) : ReconcileResult.done();
    }

    // The finalizer and the ports come first: what follows is found again at deletion, and after a restart.
    private CacheRequest claim(CacheRequest request, Map<String, Integer> given) {
        GenericKubernetesResource runtime = request.runtime();
        Dataset dataset = request.dataset();
        Map<String, String> id = Map.of(Labels.DATASET_ID, request.datasetId().value());
        if (cluster.claim(runtime, descriptor.finalizer(), dataset, id, PortAllocator.annotation(given))) {
            runtime = reread(runtime);
        }
        if (cluster.patchMetadata(dataset, id, Map.of())) {
            dataset = cluster.get(Dataset.class, request.namespace(), request.name())
                    .orElse(dataset);
        }
        return new CacheRequest(dataset, runtime, request.cluster(), given);
    }

    private GenericKubernetesResource reread(GenericKubernetesResource runtime) {
        return cluster.get(
                        kind,
                        runtime.getMetadata().getNamespace(),
                        runtime.getMetadata().getName())
                .orElse(runtime);
    }

    private void tellMissingDataset(GenericKubernetesResource runtime) {
        String name = runtime.getMetadata().getName();
        recorder.reject(
                runtime,
                RuntimeConditions.DATASET_NOT_FOUND,
                RuntimeConditions.ERROR_PROCESS_RUNTIME,
                "No dataset can be bound: there is no Dataset \"" + name + "\" in the namespace; create it");
    }

    private ReconcileResult refuse(CacheRequest request, List<Problem> problems) {
        String message = problems.stream().map(Problem::message).collect(Collectors.joining("; "));
        recorder.recordUnaccepted(request, message);
        // What is wrong with the Dataset whatever its engine, the dataset-controller says there.
        if (!binding.isBound(request.dataset())
                && rules.problems(request.dataset()).isEmpty()) {
            recorder.tellDataset(request.dataset(), message);
        }
        return ReconcileResult.done();
    }
}
