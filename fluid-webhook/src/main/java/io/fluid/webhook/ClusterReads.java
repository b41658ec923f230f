package io.fluid.webhook;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fluid.api.DatasetId;
import io.fluid.api.v1alpha1.Dataset;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What admission reads of the cluster: known is what watches have shown, live is asked of the API server. */
interface ClusterReads {

    Optional<PersistentVolumeClaim> knownClaim(String namespace, String name);

    Optional<PersistentVolumeClaim> liveClaim(String namespace, String name);

    Optional<Dataset> knownDataset(String namespace, String name);

    Optional<Dataset> liveDataset(String namespace, String name);

    /** Fuse DaemonSets that may belong to a dataset; others may be among them. */
    List<DaemonSet> knownFuses(DatasetId id);

    List<DaemonSet> liveFuses(DatasetId id);

    /** Has somebody told the uid of each fuse DaemonSet that is gone. */
    void whenFuseIsGone(Consumer<String> listener);
}
