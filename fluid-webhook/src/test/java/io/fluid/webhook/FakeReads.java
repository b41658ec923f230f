package io.fluid.webhook;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fluid.api.Annotations;
import io.fluid.api.DatasetId;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.DatasetStatusBuilder;
import io.fluid.api.v1alpha1.MountBuilder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A cluster whose watches may lag behind: what is only {@code live} has not been shown by a watch yet. */
final class FakeReads implements ClusterReads {

    final Map<String, PersistentVolumeClaim> claims = new HashMap<>();
    final Map<String, PersistentVolumeClaim> liveClaims = new HashMap<>();
    final Map<String, Dataset> datasets = new HashMap<>();
    final Map<String, Dataset> liveDatasets = new HashMap<>();
    final List<DaemonSet> fuses = new ArrayList<>();
    final List<DaemonSet> liveFuses = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    Consumer<String> gone = uid -> {};
    Runnable beforeLive = () -> {};

    static Dataset dataset(String namespace, String name, String phase, String... mountPoints) {
        Dataset dataset = new Dataset();
        dataset.setMetadata(new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .withUid("uid-" + name)
                .build());
        dataset.setSpec(DatasetSpecBuilder.builder()
                .mounts(List.of(mountPoints).stream()
                        .map(point -> MountBuilder.builder().mountPoint(point).build())
                        .toList())
                .build());
        dataset.setStatus(DatasetStatusBuilder.builder().phase(phase).build());
        return dataset;
    }

    static PersistentVolumeClaim claim(String namespace, String name, Map<String, String> labels) {
        return new PersistentVolumeClaimBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withNamespace(namespace)
                        .withName(name)
                        .withLabels(labels)
                        .build())
                .withNewSpec()
                .withAccessModes("ReadOnlyMany")
                .endSpec()
                .build();
    }

    static PersistentVolumeClaim ownClaim(String namespace, String name) {
        return claim(namespace, name, Map.of(Labels.STORAGE_PREFIX + namespace + "-" + name, Labels.TRUE));
    }

    static DaemonSet fuse(String namespace, String name, String version) {
        DatasetId id = DatasetId.of(namespace, name, "uid-" + name);
        ObjectMeta metadata = new ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name + "-fuse")
                .withUid("fuse-" + name)
                .withResourceVersion(version)
                .addToLabels(Labels.DATASET_ID, id.value())
                .addToAnnotations(Annotations.FUSE_MOUNT_PATH, "/runtime-mnt/x/" + name)
                .build();
        return new DaemonSetBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withNewTemplate()
                .withNewSpec()
                .addNewContainer()
                .withName("fuse")
                .withImage("fuse:" + version)
                .withCommand("fuse")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    private <T> Optional<T> live(String what, String key, Map<String, T> known, Map<String, T> live) {
        beforeLive.run();
        asked.add(what + " " + key);
        return Optional.ofNullable(live.getOrDefault(key, known.get(key)));
    }

    @Override
    public Optional<PersistentVolumeClaim> knownClaim(String namespace, String name) {
        return Optional.ofNullable(claims.get(key(namespace, name)));
    }

    @Override
    public Optional<PersistentVolumeClaim> liveClaim(String namespace, String name) {
        return live("claim", key(namespace, name), claims, liveClaims);
    }

    @Override
    public Optional<Dataset> knownDataset(String namespace, String name) {
        return Optional.ofNullable(datasets.get(key(namespace, name)));
    }

    @Override
    public Optional<Dataset> liveDataset(String namespace, String name) {
        return live("dataset", key(namespace, name), datasets, liveDatasets);
    }

    @Override
    public List<DaemonSet> knownFuses(DatasetId id) {
        return fuses;
    }

    @Override
    public List<DaemonSet> liveFuses(DatasetId id) {
        beforeLive.run();
        asked.add("fuses " + id.value());
        return liveFuses;
    }

    @Override
    public void whenFuseIsGone(Consumer<String> listener) {
        gone = listener;
    }
}
