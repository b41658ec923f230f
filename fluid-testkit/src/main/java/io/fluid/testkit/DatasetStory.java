package io.fluid.testkit;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fluid.api.DatasetId;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.RuntimeStatus;
import io.fluid.core.kube.ResourceKind;
import io.fluid.core.spi.EngineDescriptor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What happens to one dataset and its cache, step by step: each method does what a user would do and waits until Fluid
 * has followed. The same on a cluster in memory and on a real one. A step that fails says what was awaited.
 */
public final class DatasetStory {

    private static final ResourceKind<Dataset> DATASET = ResourceKind.of(Dataset.class);
    private static final ResourceKind<StatefulSet> STATEFUL_SET = ResourceKind.of(StatefulSet.class);
    private static final ResourceKind<Pod> POD = ResourceKind.of(Pod.class);
    private static final ResourceKind<Node> NODE = ResourceKind.of(Node.class);
    // Data operations and the pods of applications are the user's to delete.
    private static final List<ResourceKind<? extends HasMetadata>> PARTS = List.of(
            STATEFUL_SET,
            ResourceKind.of(DaemonSet.class),
            ResourceKind.of(ConfigMap.class),
            ResourceKind.of(Service.class),
            ResourceKind.of(PersistentVolumeClaim.class),
            POD);

    private final FluidCluster cluster;
    private final EngineDescriptor engine;
    private final ResourceKind<GenericKubernetesResource> runtimes;
    private final Dataset dataset;
    private final GenericKubernetesResource runtime;
    private final String namespace;
    private final String name;

    /**
     * @param dataset with the namespace and the name of {@code runtime}
     * @param runtime of the engine's kind
     */
    public DatasetStory(
            FluidCluster cluster, EngineDescriptor engine, Dataset dataset, GenericKubernetesResource runtime) {
        this.cluster = cluster;
        this.engine = engine;
        this.runtimes = ResourceKind.generic(engine.group(), engine.version(), engine.runtimeKind(), engine.plural());
        this.dataset = dataset;
        this.runtime = runtime;
        this.namespace = dataset.getMetadata().getNamespace();
        this.name = dataset.getMetadata().getName();
    }

    /** Creates both; the Dataset becomes Bound, and there is a volume to mount. */
    public void begin() {
        cluster.create(dataset, runtime);
        awaitBound();
        cluster.await(
                "applications have a claim to mount",
                ResourceKind.of(PersistentVolumeClaim.class),
                namespace,
                name,
                claim -> true);
    }

    /** The Dataset is Bound. */
    public void awaitBound() {
        cluster.await(
                "the Dataset is Bound",
                DATASET,
                namespace,
                name,
                seen -> seen.getStatus() != null
                        && "Bound".equals(seen.getStatus().phase()));
    }

    /** Creates a load, which comes to a phase: {@code Complete} or {@code Failed}. */
    public DataLoad load(DataLoad load, String phase) {
        cluster.create(load);
        return cluster.await(
                "the DataLoad is " + phase,
                ResourceKind.of(DataLoad.class),
                namespace,
                load.getMetadata().getName(),
                seen -> seen.getStatus() != null
                        && phase.equals(seen.getStatus().phase()));
    }

    /** Number of workers that the runtime wants. */
    public int workers() {
        return workerSet().getSpec().getReplicas();
    }

    /**
     * Changes the number of workers. So many pods come to be, and the Dataset stays Bound; whether there are nodes
     * enough for all of them is not Fluid's to say.
     */
    public void scale(int workers) {
        cluster.patch(runtimes, namespace, name, "{\"spec\": {\"replicas\": " + workers + "}}");
        cluster.await(
                workers + " workers are there",
                STATEFUL_SET,
                namespace,
                workerSet().getMetadata().getName(),
                set -> set.getSpec().getReplicas() == workers
                        && set.getStatus() != null
                        && Integer.valueOf(workers).equals(set.getStatus().getReplicas()));
        cluster.await(
                "the runtime's status tells of " + workers + " workers",
                runtimes,
                namespace,
                name,
                seen -> status(seen).desiredWorkerNumberScheduled() == workers);
        awaitBound();
    }

    /**
     * Changes the runtime's spec, so that workers have to be replaced. The first worker is another one afterwards, and
     * the condition {@code RolledOut} tells of the new generation.
     *
     * @param mergePatch for example <code>{"spec": {"worker": {"image": "corp/cache"}}}</code>
     */
    public void change(String mergePatch) {
        Pod before = firstWorker();
        cluster.patch(runtimes, namespace, name, mergePatch);
        awaitAnother(before, "the change has reached the workers");
        cluster.await(
                "the change is rolled out",
                runtimes,
                namespace,
                name,
                seen -> isRolledOut(seen.getMetadata().getGeneration(), status(seen)));
        awaitBound();
    }

    /** Takes the first worker away; another comes, and the Dataset is Bound again. */
    public void loseWorker() {
        Pod before = firstWorker();
        cluster.lose(before);
        awaitAnother(before, "a lost worker comes back");
        awaitBound();
    }

    /** Deletes the Dataset. It goes with its runtime, and leaves no object and no label on a node. */
    public void end() {
        List<HasMetadata> parts = new ArrayList<>();
        PARTS.forEach(kind -> parts.addAll(cluster.list(kind, namespace, Map.of("release", name))));
        Dataset going = cluster.get(DATASET, namespace, name).orElseThrow();
        cluster.delete(going);
        cluster.awaitGone(DATASET, namespace, name);
        cluster.awaitGone(runtimes, namespace, name);
        cluster.awaitGone(ResourceKind.of(PersistentVolume.class), "", namespace + "-" + name);
        cluster.awaitGone(ResourceKind.of(PersistentVolumeClaim.class), namespace, name);
        parts.forEach(this::awaitGone);
        cluster.list(NODE, "", Map.of())
                .forEach(node -> cluster.await(
                        "no label of the node tells of the Dataset",
                        NODE,
                        "",
                        node.getMetadata().getName(),
                        seen -> hasNoLabelOf(going, seen)));
    }

    private static boolean hasNoLabelOf(Dataset dataset, Node node) {
        ObjectMeta gone = dataset.getMetadata();
        DatasetId id = DatasetId.of(gone.getNamespace(), gone.getName(), gone.getUid());
        Map<String, String> labels = node.getMetadata().getLabels();
        return labels == null
                || labels.keySet().stream()
                        .filter(label -> label.startsWith("fluid.io/"))
                        .noneMatch(label -> label.endsWith("-" + id.value()) || label.endsWith("-" + gone.getUid()));
    }

    private void awaitGone(HasMetadata part) {
        PARTS.stream()
                .filter(kind -> kind.covers(part))
                .forEach(kind ->
                        cluster.awaitGone(kind, namespace, part.getMetadata().getName()));
    }

    private StatefulSet workerSet() {
        return cluster
                .list(STATEFUL_SET, namespace, Map.of("release", name, "role", engine.runtimeType() + "-worker"))
                .stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("the cache has no workers"));
    }

    private Pod firstWorker() {
        String pod = workerSet().getMetadata().getName() + "-0";
        return cluster.await("there is a worker", POD, namespace, pod, seen -> true);
    }

    private void awaitAnother(Pod before, String what) {
        cluster.await(
                what,
                POD,
                namespace,
                before.getMetadata().getName(),
                seen -> !before.getMetadata().getUid().equals(seen.getMetadata().getUid()) && isReady(seen));
    }

    private static boolean isReady(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }

    private static boolean isRolledOut(long generation, RuntimeStatus status) {
        return Long.valueOf(generation).equals(status.observedGeneration())
                && status.conditions().stream()
                        .anyMatch(
                                condition -> "RolledOut".equals(condition.type()) && "True".equals(condition.status()));
    }

    private static RuntimeStatus status(GenericKubernetesResource runtime) {
        return Described.MAPPER.convertValue(
                runtime.getAdditionalProperties().getOrDefault("status", Map.of()), RuntimeStatus.class);
    }
}
