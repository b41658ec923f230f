package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fluid.api.Labels;
import io.fluid.core.kube.ApiErrors;
import io.fluid.core.kube.Cluster;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.CleansNodes;
import io.fluid.core.spi.EngineDescriptor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Empties the folders of a cache on the nodes of its workers: a DaemonSet whose pods are ready when theirs are empty. It
 * belongs to the runtime and leaves with the rest of the cache.
 */
final class NodeCleaning {

    private static final Logger LOG = LoggerFactory.getLogger(NodeCleaning.class);
    private static final String COMPONENT = "cleaner";
    // The folders are arguments, never a part of the script.
    private static final String SCRIPT = "for folder; do find \"$folder\" -mindepth 1 -delete; done";

    private final Cluster cluster;
    private final EngineDescriptor engine;

    NodeCleaning(Cluster cluster, EngineDescriptor engine) {
        this.cluster = cluster;
        this.engine = engine;
    }

    /** Goes on with it; whether nothing is left to do, or nothing can be done. */
    boolean isOver(CacheRequest request, CleansNodes cleans, StatefulSet worker) {
        List<String> folders = folders(request, cleans);
        if (folders.isEmpty()) {
            return true;
        }
        DaemonSet cleaner =
                cleaner(request, folders, worker.getSpec().getTemplate().getSpec());
        try {
            cluster.apply(cleaner);
        } catch (KubernetesClientException e) {
            if (!ApiErrors.isRefusal(e)) {
                throw e;
            }
            // A namespace that goes takes no new pods.
            LOG.warn("{} {}: the nodes keep {}: {}", engine.runtimeKind(), request.name(), folders, e.getMessage());
            return true;
        }
        return cluster.get(
                        DaemonSet.class,
                        request.namespace(),
                        cleaner.getMetadata().getName())
                .filter(NodeCleaning::isDone)
                .isPresent();
    }

    private List<String> folders(CacheRequest request, CleansNodes cleans) {
        try {
            return cleans.leftovers(request);
        } catch (RuntimeException e) {
            // A runtime with a spec that cannot be read must be deletable.
            LOG.warn("{} {}: the nodes are not cleaned", engine.runtimeKind(), request.name(), e);
            return List.of();
        }
    }

    private static boolean isDone(DaemonSet cleaner) {
        DaemonSetStatus status = cleaner.getStatus();
        return status != null
                && Objects.equals(
                        status.getObservedGeneration(), cleaner.getMetadata().getGeneration())
                && Workloads.number(status.getNumberReady()) >= Workloads.number(status.getDesiredNumberScheduled());
    }

    private DaemonSet cleaner(CacheRequest request, List<String> folders, PodSpec worker) {
        GenericKubernetesResource runtime = request.runtime();
        Map<String, String> selector =
                Map.of("app", engine.runtimeType(), Labels.RELEASE, request.name(), "role", COMPONENT);
        Map<String, String> labels = Decoration.labels(request, engine);
        labels.putAll(selector);
        labels.put(Labels.COMPONENT, COMPONENT);
        List<Volume> volumes = new ArrayList<>();
        List<VolumeMount> mounts = new ArrayList<>();
        for (int i = 0; i < folders.size(); i++) {
            volumes.add(new VolumeBuilder()
                    .withName("folder-" + i)
                    .withNewHostPath(folders.get(i), "DirectoryOrCreate")
                    .build());
            mounts.add(new VolumeMountBuilder()
                    .withName("folder-" + i)
                    .withMountPath("/node/" + i)
                    .build());
        }
        Container image = worker.getContainers().get(0);
        return new DaemonSetBuilder()
                .withNewMetadata()
                .withNamespace(request.namespace())
                .withName(request.name() + "-" + COMPONENT)
                .withLabels(labels)
                .addNewOwnerReference()
                .withApiVersion(runtime.getApiVersion())
                .withKind(runtime.getKind())
                .withName(request.name())
                .withUid(runtime.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(false)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .withMatchLabels(selector)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTerminationGracePeriodSeconds(0L)
                .withNodeSelector(Map.of(Labels.storage(engine.runtimeType(), request.datasetId()), Labels.TRUE))
                .withTolerations(worker.getTolerations())
                .withImagePullSecrets(worker.getImagePullSecrets())
                .withInitContainers(like(image, COMPONENT)
                        .withCommand("sh", "-c", SCRIPT, COMPONENT)
                        .withArgs(mounts.stream().map(VolumeMount::getMountPath).toList())
                        .withVolumeMounts(mounts)
                        .build())
                .withContainers(
                        like(image, "done").withCommand("sleep", "infinity").build())
                .withVolumes(volumes)
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static ContainerBuilder like(Container image, String name) {
        return new ContainerBuilder()
                .withName(name)
                .withImage(image.getImage())
                .withImagePullPolicy(image.getImagePullPolicy());
    }
}
