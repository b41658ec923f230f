package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fluid.api.v1alpha1.CleanCachePolicy;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.RuntimeStatus;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Cluster.EventType;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.ReconcileResult;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.CleansCache;
import io.fluid.core.spi.CleansNodes;
import io.fluid.core.status.Conditions;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes a cache away, step by step; each step may be repeated, and each works when others never happened. */
final class RuntimeTeardown {

    private static final Duration RETRY = Duration.ofSeconds(10);

    private final Cluster cluster;
    private final LoadedEngine engine;
    private final RuntimeSettings settings;
    private final DatasetUse use;
    private final CacheCleaner cleaner;
    private final NodeLabels nodeLabels;
    private final OwnedObjects objects;
    private final NodeCleaning nodeCleaning;
    private final VolumeRemoval volumes;
    private final DatasetBinding binding;
    private final Clock clock;

    RuntimeTeardown(
            Cluster cluster,
            LoadedEngine engine,
            RuntimeSettings settings,
            DatasetUse use,
            CacheCleaner cleaner,
            NodeLabels nodeLabels,
            Clock clock) {
        this.cluster = cluster;
        this.engine = engine;
        this.settings = settings;
        this.use = use;
        this.cleaner = cleaner;
        this.nodeLabels = nodeLabels;
        this.objects = new OwnedObjects(cluster);
        this.nodeCleaning = new NodeCleaning(cluster, engine.descriptor());
        this.volumes = new VolumeRemoval(cluster, clock);
        this.binding = new DatasetBinding(engine.descriptor());
        this.clock = clock;
    }

    /** Goes on with the deletion as far as it goes now. */
    ReconcileResult tearDown(GenericKubernetesResource runtime, Optional<Dataset> dataset) {
        String finalizer = engine.descriptor().finalizer();
        ObjectKey key = ObjectKey.of(runtime);
        if (!runtime.getMetadata().getFinalizers().contains(finalizer)) {
            return ReconcileResult.done();
        }
        // Pods, volume and labels are then another runtime's.
        boolean taken = dataset.filter(binding::isTaken).isPresent();
        List<String> users = taken ? List.of() : use.podsUsing(key.namespace(), key.name());
        if (!users.isEmpty()) {
            block(runtime, users);
            return ReconcileResult.after(RETRY);
        }
        CacheRequest request = request(runtime, dataset);
        if (!cleaned(key, request)) {
            // The cleaner wakes us, or its pods do; an engine that forgets its deadline does not hold us for ever.
            return ReconcileResult.after(CacheCleaner.longest(policy(runtime)).plus(RETRY));
        }
        Optional<Duration> claimLeft = taken ? Optional.empty() : volumes.remove(key);
        if (claimLeft.isPresent()) {
            return ReconcileResult.after(claimLeft.get());
        }
        objects.deleteAll(runtime, identity(request));
        nodeLabels.clear(request.datasetId(), taken);
        dataset.filter(binding::isBound).ifPresent(bound -> cluster.patchStatus(bound, DatasetBinding.released()));
        cleaner.forget(key);
        cluster.removeFinalizer(runtime, finalizer);
        return ReconcileResult.done();
    }

    private void block(GenericKubernetesResource runtime, List<String> users) {
        String message = "in use by pods: " + String.join(", ", users) + "; delete them first";
        RuntimeStatus before = RuntimeView.status(runtime);
        var conditions = new Conditions(before.conditions(), clock.instant())
                .set(RuntimeConditions.DELETION_BLOCKED, true, RuntimeConditions.DATASET_IN_USE, message)
                .list();
        if (!conditions.equals(before.conditions())) {
            cluster.event(runtime, EventType.WARNING, RuntimeConditions.ERROR_DELETE_DATASET, message);
            cluster.patchStatus(runtime, Map.of("conditions", conditions));
        }
    }

    // A restart begins to count the attempts anew; the time since the deletion does not.
    private boolean cleaned(ObjectKey key, CacheRequest request) {
        GenericKubernetesResource runtime = request.runtime();
        Workloads seen = Workloads.observe(cluster, key.namespace(), identity(request));
        if (seen.worker() == null) {
            return true;
        }
        CleanCachePolicy policy = policy(runtime);
        Instant since = Instant.parse(runtime.getMetadata().getDeletionTimestamp());
        if (clock.instant().isAfter(since.plus(CacheCleaner.longest(policy)).plus(RETRY))) {
            return true;
        }
        if (engine.engine() instanceof CleansCache cleans) {
            return !seen.serves() || cleaner.clean(key, request, cleans, policy);
        }
        return !(engine.engine() instanceof CleansNodes cleans) || nodeCleaning.isOver(request, cleans, seen.worker());
    }

    private static @Nullable CleanCachePolicy policy(GenericKubernetesResource runtime) {
        try {
            return RuntimeView.management(runtime).cleanCachePolicy();
        } catch (IllegalArgumentException unreadable) {
            // A runtime with a spec that cannot be read must be deletable; the defaults hold.
            return null;
        }
    }

    private Map<String, String> identity(CacheRequest request) {
        return RuntimeReconciler.identity(engine.descriptor(), request.name());
    }

    private CacheRequest request(GenericKubernetesResource runtime, Optional<Dataset> dataset) {
        // Only cleaning needs ports, and cleaning may fail.
        return new CacheRequest(
                dataset.orElseGet(() -> standIn(runtime)), runtime, settings.facts(), PortAllocator.readable(runtime));
    }

    // The Dataset is often gone first; what names our labels is kept in the owner reference.
    private static Dataset standIn(GenericKubernetesResource runtime) {
        Dataset dataset = new Dataset();
        dataset.getMetadata().setName(runtime.getMetadata().getName());
        dataset.getMetadata().setNamespace(runtime.getMetadata().getNamespace());
        dataset.getMetadata()
                .setUid(runtime.getMetadata().getOwnerReferences().stream()
                        .filter(owner -> owner.getKind().equals("Dataset"))
                        .map(OwnerReference::getUid)
                        .findFirst()
                        .orElse(runtime.getMetadata().getUid()));
        dataset.setSpec(DatasetSpecBuilder.builder().build());
        return dataset;
    }
}
