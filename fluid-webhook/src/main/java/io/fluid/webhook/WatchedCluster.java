package io.fluid.webhook;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fluid.api.DatasetId;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.Dataset;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Watches datasets, their claims and their fuses. */
final class WatchedCluster implements ClusterReads, AutoCloseable {

    private static final Map<String, String> FUSE = Map.of(Labels.COMPONENT, Labels.FUSE);

    private final KubernetesClient client;
    private final SharedIndexInformer<PersistentVolumeClaim> claims;
    private final SharedIndexInformer<Dataset> datasets;
    private final SharedIndexInformer<DaemonSet> fuses;

    WatchedCluster(KubernetesClient client) {
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
    public Optional<PersistentVolumeClaim> knownClaim(String namespace, String name) {
        return Optional.ofNullable(claims.getStore().getByKey(namespace + "/" + name));
    }

    @Override
    public Optional<PersistentVolumeClaim> liveClaim(String namespace, String name) {
        return Optional.ofNullable(client.persistentVolumeClaims()
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    @Override
    public Optional<Dataset> knownDataset(String namespace, String name) {
        return Optional.ofNullable(datasets.getStore().getByKey(namespace + "/" + name));
    }

    @Override
    public Optional<Dataset> liveDataset(String namespace, String name) {
        return Optional.ofNullable(client.resources(Dataset.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    @Override
    public List<DaemonSet> knownFuses(DatasetId id) {
        return fuses.getIndexer().byIndex("namespace", id.namespace());
    }

    @Override
    public List<DaemonSet> liveFuses(DatasetId id) {
        return client.apps()
                .daemonSets()
                .inNamespace(id.namespace())
                .withLabels(FUSE)
                .withLabel(Labels.DATASET_ID, id.value())
                .list()
                .getItems();
    }

    @Override
    public void whenFuseIsGone(Consumer<String> listener) {
        fuses.addEventHandler(new Gone(listener));
    }

    private record Gone(Consumer<String> listener) implements ResourceEventHandler<DaemonSet> {
        @Override
        public void onAdd(DaemonSet added) {
            // Read when the first pod needs it.
        }

        @Override
        public void onUpdate(DaemonSet before, DaemonSet after) {
            // Its version tells.
        }

        @Override
        public void onDelete(DaemonSet gone, boolean stateUnknown) {
            listener.accept(gone.getMetadata().getUid());
        }
    }

    @Override
    public void close() {
        claims.stop();
        datasets.stop();
        fuses.stop();
    }
}
