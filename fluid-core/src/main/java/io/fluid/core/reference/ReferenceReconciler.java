package io.fluid.core.reference;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fluid.api.DatasetId;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.Condition;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetStatus;
import io.fluid.api.v1alpha1.DatasetStatusBuilder;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.core.dataset.DatasetReconciler;
import io.fluid.core.dataset.DatasetReference;
import io.fluid.core.dataset.DatasetUsers;
import io.fluid.core.dataset.DatasetValidator;
import io.fluid.core.dataset.DeletionGuard;
import io.fluid.core.kube.ApiErrors;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.Cluster.EventType;
import io.fluid.core.kube.KeyedReconciler;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.ReconcileResult;
import io.fluid.core.runtime.ReferenceVolumes;
import io.fluid.core.runtime.VolumeRemoval;
import io.fluid.core.spi.Problem;
import io.fluid.core.status.Conditions;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Serves Datasets that refer to another one: enters them there, gives them a volume of their own, and has their status
 * follow. Other Datasets are left to the reconciler behind this one.
 */
public final class ReferenceReconciler implements KeyedReconciler {

    private static final String READ_ONLY = "ReadOnlyMany";
    private static final String ANY = "ReadWriteMany";
    // For what no event tells: a volume or a ConfigMap of the user that appears.
    private static final Duration MISSING_RETRY = Duration.ofMinutes(1);

    private final Cluster cluster;
    private final KeyedReconciler others;
    private final Clock clock;
    private final DeletionGuard guard;
    private final VolumeRemoval removal;
    private final ConfigCopies copies;
    private final ReferenceIndex index = new ReferenceIndex();

    /**
     * @param others reconciles the Datasets that refer to none
     */
    public ReferenceReconciler(Cluster cluster, KeyedReconciler others, Clock clock) {
        this.cluster = cluster;
        this.others = others;
        this.clock = clock;
        this.guard = new DeletionGuard(cluster, clock);
        this.removal = new VolumeRemoval(cluster, clock);
        this.copies = new ConfigCopies(cluster);
    }

    /** The Datasets that refer to this one. */
    public Collection<ObjectKey> referencesTo(ObjectKey dataset) {
        return index.of(dataset);
    }

    @Override
    public ReconcileResult reconcile(String namespace, String name) {
        ObjectKey key = new ObjectKey(namespace, name);
        Optional<Dataset> dataset = cluster.get(Dataset.class, namespace, name);
        Optional<DatasetReference> reference = dataset.flatMap(DatasetReference::of);
        if (dataset.isEmpty() || reference.isEmpty()) {
            index.forget(key);
            return others.reconcile(namespace, name);
        }
        index.note(key, reference.get().target());
        return dataset.get().isMarkedForDeletion()
                ? release(dataset.get(), reference.get())
                : follow(claim(dataset.get()), reference.get());
    }

    private ReconcileResult release(Dataset reference, DatasetReference to) {
        if (!reference.getMetadata().getFinalizers().contains(DatasetReconciler.FINALIZER)) {
            return ReconcileResult.done();
        }
        Optional<ReconcileResult> held = guard.hold(reference);
        if (held.isPresent()) {
            return held.get();
        }
        Optional<Duration> claimLeft = removal.remove(ObjectKey.of(reference));
        if (claimLeft.isPresent()) {
            return ReconcileResult.after(claimLeft.get());
        }
        copies.removeAll(reference);
        cluster.get(Dataset.class, to.namespace(), to.name()).ifPresent(target -> enter(target, reference, false));
        cluster.removeFinalizer(reference, DatasetReconciler.FINALIZER);
        return ReconcileResult.done();
    }

    // The finalizer comes first: what follows is found again at deletion.
    private Dataset claim(Dataset reference) {
        var metadata = reference.getMetadata();
        DatasetId id = DatasetId.of(metadata.getNamespace(), metadata.getName(), metadata.getUid());
        boolean written = cluster.addFinalizer(reference, DatasetReconciler.FINALIZER);
        written |= cluster.patchMetadata(reference, Map.of(Labels.DATASET_ID, id.value()), Map.of());
        return written
                ? cluster.get(Dataset.class, metadata.getNamespace(), metadata.getName())
                        .orElse(reference)
                : reference;
    }

    private ReconcileResult follow(Dataset reference, DatasetReference to) {
        Obstacle wrong = problem(DatasetValidator.validate(reference));
        if (wrong != null && bound(reference).isEmpty()) {
            return withhold(reference, wrong);
        }
        Optional<Dataset> found = cluster.get(Dataset.class, to.namespace(), to.name());
        if (found.isEmpty()) {
            // What is let go now does not come back, so a watch that lags behind must not decide.
            found = cluster.getLive(Dataset.class, to.namespace(), to.name());
        }
        Obstacle gone = found.isEmpty()
                ? new Obstacle(
                        Obstacle.MISSING, "the Dataset " + to.target() + ", to which this one refers, does not exist")
                : unserved(found.get(), reference);
        if (gone != null) {
            return letGo(reference, gone);
        }
        return serve(reference, to, found.orElseThrow(), wrong);
    }

    /** Why there is nothing to mount. */
    private @Nullable Obstacle unserved(Dataset target, Dataset reference) {
        String who = "the Dataset " + ObjectKey.of(target) + ", to which this one refers, ";
        if (DatasetReference.of(target).isPresent()) {
            return new Obstacle(
                    Obstacle.CHAINED, who + "refers to another one itself; name that one in Dataset.spec.mounts[0]");
        }
        if (target.isMarkedForDeletion()
                && !ReferenceStatus.of(target).datasetRef().contains(entry(reference))) {
            return new Obstacle(Obstacle.DELETED, who + "is being deleted");
        }
        DatasetStatus status = ReferenceStatus.of(target);
        if (!status.runtimes().isEmpty()) {
            return null;
        }
        String why = Conditions.find(status.conditions(), DatasetReconciler.NOT_READY)
                .filter(condition -> condition.status().equals(Conditions.TRUE))
                .map(condition -> ": " + condition.message())
                .orElse("");
        return new Obstacle(Obstacle.NOT_BOUND, who + "is not bound yet" + why);
    }

    private ReconcileResult serve(Dataset reference, DatasetReference to, Dataset target, @Nullable Obstacle wrong) {
        List<String> modes = accessModes(reference);
        Obstacle obstacle = wrong == null ? excess(modes, target) : wrong;
        if (obstacle != null && bound(reference).isEmpty()) {
            return withhold(reference, obstacle);
        }
        Optional<DaemonSet> fuse = fuse(target);
        Optional<PersistentVolume> volume =
                cluster.get(PersistentVolume.class, "", ReferenceVolumes.volumeName(to.target()));
        if (fuse.isEmpty() || volume.isEmpty()) {
            withhold(
                    reference,
                    new Obstacle(
                            Obstacle.NOT_BOUND,
                            "the Dataset " + to.target() + " has no " + (fuse.isEmpty() ? "fuse" : "volume") + " yet"));
            return ReconcileResult.after(MISSING_RETRY);
        }
        SidecarNeeds needs = SidecarNeeds.of(fuse.get().getSpec().getTemplate().getSpec());
        boolean isNear = to.namespace().equals(reference.getMetadata().getNamespace());
        if (!isNear && !needs.unshared().isEmpty()) {
            return withhold(
                    reference,
                    needs.obstacle(to.target(), reference.getMetadata().getNamespace()));
        }
        enter(target, reference, true);
        List<String> missing = copies.copy(reference, to.namespace(), isNear ? List.of() : needs.configMaps());
        if (!missing.isEmpty()) {
            withhold(
                    reference,
                    new Obstacle(
                            Obstacle.NOT_SHARED,
                            "the namespace " + to.namespace() + " lacks ConfigMaps that the fuse of " + to.target()
                                    + " reads: " + String.join(", ", missing)));
            return ReconcileResult.after(MISSING_RETRY);
        }
        if (obstacle == null) {
            obstacle =
                    apply(ReferenceVolumes.of(reference, to.target(), volume.get(), fuse.get(), to.subPath(), modes));
        }
        if (obstacle == null && target.isMarkedForDeletion()) {
            obstacle = new Obstacle(
                    Obstacle.DELETED,
                    "the Dataset " + to.target() + ", to which this one refers, is being deleted and waits for this one"
                            + " to be deleted first");
        }
        tell(reference, ReferenceStatus.serving(reference, target, mounts(reference), obstacle, clock.instant()));
        return ReconcileResult.done();
    }

    private Optional<DaemonSet> fuse(Dataset target) {
        var metadata = target.getMetadata();
        DatasetId id = DatasetId.of(metadata.getNamespace(), metadata.getName(), metadata.getUid());
        return cluster
                .list(
                        DaemonSet.class,
                        metadata.getNamespace(),
                        Map.of(Labels.COMPONENT, Labels.FUSE, Labels.DATASET_ID, id.value()))
                .stream()
                .findFirst();
    }

    /** What may be done through the claim; nothing but reading when the reference says nothing. */
    private static List<String> accessModes(Dataset reference) {
        List<String> modes = reference.getSpec().accessModes();
        boolean isReadOnly = Boolean.TRUE.equals(mounts(reference).get(0).readOnly());
        return isReadOnly || modes.isEmpty() ? List.of(READ_ONLY) : modes;
    }

    private static @Nullable Obstacle excess(List<String> modes, Dataset target) {
        List<String> allowed = target.getSpec().accessModes();
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < modes.size(); i++) {
            String mode = modes.get(i);
            if (!mode.equals(READ_ONLY) && !allowed.contains(mode) && !allowed.contains(ANY)) {
                problems.add(new Problem(
                        "Dataset.spec.accessModes[" + i + "]",
                        mode,
                        "ReadOnlyMany, because the Dataset " + ObjectKey.of(target) + " allows "
                                + (allowed.isEmpty() ? READ_ONLY : String.join(", ", allowed))));
            }
        }
        return problem(problems);
    }

    private static @Nullable Obstacle problem(List<Problem> problems) {
        return problems.isEmpty()
                ? null
                : new Obstacle(
                        DatasetReconciler.FAILED_TO_SETUP,
                        problems.stream().map(Problem::message).collect(Collectors.joining("; ")));
    }

    /** Volume and claim; what is refused when they cannot be changed. */
    private @Nullable Obstacle apply(List<HasMetadata> volumes) {
        for (HasMetadata object : volumes) {
            try {
                cluster.apply(object);
            } catch (KubernetesClientException e) {
                if (!ApiErrors.isRefusal(e) || ApiErrors.namespaceIsGoing(e)) {
                    throw e;
                }
                return new Obstacle(
                        DatasetReconciler.FAILED_TO_SETUP,
                        "the volume cannot be as described: " + object.getKind() + " "
                                + object.getMetadata().getName() + ": " + e.getMessage());
            }
        }
        return null;
    }

    /** Takes the volume away when nobody uses it: the next cache may be another one, and a volume cannot change. */
    private ReconcileResult letGo(Dataset reference, Obstacle obstacle) {
        ObjectKey key = ObjectKey.of(reference);
        if (bound(reference).isEmpty()
                || !DatasetUsers.podsUsing(cluster, key.namespace(), key.name()).isEmpty()) {
            return withhold(reference, obstacle);
        }
        Optional<Duration> claimLeft = removal.remove(key);
        copies.removeAll(reference);
        tell(
                reference,
                ReferenceStatus.withheld(
                        reference, claimLeft.isPresent() ? bound(reference) : List.of(), obstacle, clock.instant()));
        return claimLeft.map(ReconcileResult::after).orElse(ReconcileResult.done());
    }

    private ReconcileResult withhold(Dataset reference, Obstacle obstacle) {
        tell(reference, ReferenceStatus.withheld(reference, bound(reference), obstacle, clock.instant()));
        return ReconcileResult.done();
    }

    private void tell(Dataset reference, DatasetStatus after) {
        Optional<Condition> before = trouble(ReferenceStatus.of(reference));
        Optional<Condition> now = trouble(after);
        if (cluster.patchStatus(reference, after) && now.isPresent() && !now.equals(before)) {
            cluster.event(
                    reference,
                    EventType.WARNING,
                    "ErrorCreateDataset",
                    String.valueOf(now.get().message()));
        }
    }

    private static Optional<Condition> trouble(DatasetStatus status) {
        return Conditions.find(status.conditions(), DatasetReconciler.NOT_READY)
                .filter(condition -> condition.status().equals(Conditions.TRUE));
    }

    /** Enters the reference in the status of the one that it refers to, or strikes it out. */
    private void enter(Dataset target, Dataset reference, boolean refers) {
        DatasetStatus status = ReferenceStatus.of(target);
        List<String> entries = new ArrayList<>(status.datasetRef());
        String own = entry(reference);
        if (refers == entries.contains(own)) {
            return;
        }
        if (refers) {
            entries.add(own);
        } else {
            entries.remove(own);
        }
        cluster.patchStatus(
                target, DatasetStatusBuilder.builder(status).datasetRef(entries).build());
    }

    private static String entry(Dataset reference) {
        return ObjectKey.of(reference).toString();
    }

    /** What the volume is bound to, or will be. */
    private static List<Mount> mounts(Dataset reference) {
        return bound(reference).isEmpty() ? reference.getSpec().mounts() : bound(reference);
    }

    private static List<Mount> bound(Dataset reference) {
        return ReferenceStatus.of(reference).mounts();
    }
}
