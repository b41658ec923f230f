package io.fluid.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetPhase;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Reads from watches. What they do not show, or show in a state that would mean a refusal, is read once more from the
 * API server: a watch may lag behind, and a pod must not be refused for that.
 */
final class ClusterDatasetCatalog implements DatasetCatalog, AutoCloseable {

    private static final Map<String, String> FUSE = Map.of(PodKeys.COMPONENT, PodKeys.FUSE);

    private final KubernetesClient client;
    private final ObjectMapper mapper = new ObjectMapper();
    private final SharedIndexInformer<PersistentVolumeClaim> claims;
    private final SharedIndexInformer<Dataset> datasets;
    private final SharedIndexInformer<DaemonSet> fuses;

    ClusterDatasetCatalog(KubernetesClient client) {
        this.client = client;
        this.claims = client.persistentVolumeClaims()
                .inAnyNamespace()
                .withLabel(Labels.DATASET_ID)
                .runnableInformer(0);
        this.datasets = client.resources(Dataset.class).inAnyNamespace().runnableInformer(0);
        this.fuses =
                client.apps().daemonSets().inAnyNamespace().withLabels(FUSE).runnableInformer(0);
    }

    /** Complete when the first state has been read. */
    CompletableFuture<Void> start() {
        return CompletableFuture.allOf(
                claims.start().toCompletableFuture(),
                datasets.start().toCompletableFuture(),
                fuses.start().toCompletableFuture());
    }

    boolean isReady() {
        return claims.hasSynced() && datasets.hasSynced() && fuses.hasSynced();
    }

    @Override
    public Optional<FuseSource> find(String namespace, String claimName) {
        PersistentVolumeClaim claim = claim(namespace, claimName);
        if (!isOurs(claim)) {
            return Optional.empty();
        }
        requireBound(namespace, claimName);
        String id = claim.getMetadata().getLabels().getOrDefault(Labels.DATASET_ID, "");
        DaemonSet fuse = fuse(namespace, id, claimName);
        String mountPath = annotations(fuse).get(PodKeys.MOUNT_PATH);
        if (mountPath == null) {
            throw new DeniedException(
                    "the fuse of dataset \"" + claimName + "\" does not say where it mounts (annotation "
                            + PodKeys.MOUNT_PATH + "); was it made by another version?");
        }
        JsonNode template = mapper.valueToTree(fuse.getSpec().getTemplate().getSpec());
        return Optional.of(new FuseSource(namespace, claimName, mountPath, template));
    }

    private PersistentVolumeClaim claim(String namespace, String name) {
        PersistentVolumeClaim known = claims.getStore().getByKey(namespace + "/" + name);
        if (known != null) {
            return known;
        }
        PersistentVolumeClaim live = client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (live != null) {
            return live;
        }
        if (client.resources(Dataset.class)
                        .inNamespace(namespace)
                        .withName(name)
                        .get()
                != null) {
            throw new DeniedException("the dataset \"" + name + "\" of namespace \"" + namespace
                    + "\" is not bound yet; create the pod again when its phase is Bound");
        }
        throw new DeniedException("namespace \"" + namespace + "\" has neither a claim nor a dataset named \"" + name
                + "\"; create the Dataset and a runtime of that name first");
    }

    private static boolean isOurs(PersistentVolumeClaim claim) {
        Map<String, String> labels = claim.getMetadata().getLabels();
        return labels != null && labels.keySet().stream().anyMatch(key -> key.startsWith(Labels.STORAGE_PREFIX));
    }

    private void requireBound(String namespace, String name) {
        Dataset known = datasets.getStore().getByKey(namespace + "/" + name);
        if (isBound(known)) {
            return;
        }
        Dataset live = client.resources(Dataset.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
        if (live == null) {
            throw new DeniedException("the dataset \"" + name + "\" of namespace \"" + namespace
                    + "\" does not exist; create it, or remove the volume");
        }
        if (!isBound(live)) {
            String phase = Objects.requireNonNullElse(live.getStatus().phase(), "");
            throw new DeniedException("the dataset \"" + name + "\" of namespace \"" + namespace + "\" is "
                    + (phase.isEmpty() ? "new" : phase)
                    + "; create the pod again when its phase is Bound");
        }
    }

    private static boolean isBound(@Nullable Dataset dataset) {
        return dataset != null
                && dataset.getMetadata().getDeletionTimestamp() == null
                && (DatasetPhase.BOUND.equals(dataset.getStatus().phase())
                        || DatasetPhase.UPDATING.equals(dataset.getStatus().phase())
                        || DatasetPhase.DATA_MIGRATING.equals(
                                dataset.getStatus().phase()));
    }

    private DaemonSet fuse(String namespace, String id, String dataset) {
        Optional<DaemonSet> known = first(fuses.getIndexer().byIndex("namespace", namespace), id);
        if (known.isPresent()) {
            return known.get();
        }
        return first(
                        client.apps()
                                .daemonSets()
                                .inNamespace(namespace)
                                .withLabels(FUSE)
                                .withLabel(Labels.DATASET_ID, id)
                                .list()
                                .getItems(),
                        id)
                .orElseThrow(() -> new DeniedException("the dataset \"" + dataset
                        + "\" has no fuse yet; create the pod again when its runtime's fuse phase is Ready"));
    }

    private static Optional<DaemonSet> first(List<DaemonSet> candidates, String id) {
        return candidates.stream()
                .filter(candidate ->
                        id.equals(candidate.getMetadata().getLabels().get(Labels.DATASET_ID)))
                .findFirst();
    }

    private static Map<String, String> annotations(HasMetadata object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }

    @Override
    public void close() {
        claims.stop();
        datasets.stop();
        fuses.stop();
    }
}
