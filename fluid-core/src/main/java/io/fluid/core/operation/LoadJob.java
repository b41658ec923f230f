package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.DataLoadSpec;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.LoadsData.LoadDescription;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The Job of a DataLoad and what it needs. */
final class LoadJob {

    private static final int RETRIES = 3;

    private final DataLoad load;
    private final String runtimeType;
    private final String dataset;
    private final String datasetId;

    LoadJob(DataLoad load, String runtimeType, CacheRequest request) {
        this.load = load;
        this.runtimeType = runtimeType;
        this.dataset = request.name();
        this.datasetId = request.datasetId().value();
    }

    static String name(DataLoad load) {
        return release(load.getMetadata().getName()) + "-job";
    }

    private static String release(String load) {
        return load + "-loader";
    }

    /** The objects that the pod needs. */
    List<HasMetadata> resources(LoadDescription description) {
        return description.resources().stream().map(this::owned).toList();
    }

    Job job(LoadDescription description) {
        return new JobBuilder()
                .withMetadata(metadata(name(load), "dataload-job"))
                .withNewSpec()
                .withCompletions(1)
                .withParallelism(1)
                .withBackoffLimit(RETRIES)
                .withTemplate(pod(description.pod()))
                .endSpec()
                .build();
    }

    private HasMetadata owned(HasMetadata described) {
        HasMetadata object = Serialization.clone(described);
        ObjectMeta metadata = object.getMetadata();
        metadata.setNamespace(load.getMetadata().getNamespace());
        metadata.setLabels(labels(metadata.getLabels(), "dataload-config"));
        metadata.setOwnerReferences(List.of(owner()));
        return object;
    }

    private PodTemplateSpec pod(PodTemplateSpec described) {
        PodTemplateSpec pod = new PodTemplateSpecBuilder(described).build();
        ObjectMeta metadata = pod.getMetadata() == null ? new ObjectMeta() : pod.getMetadata();
        DataLoadSpec spec = load.getSpec();
        Map<String, String> annotations = copy(metadata.getAnnotations());
        annotations.putIfAbsent("sidecar.istio.io/inject", "false");
        Map<String, String> labels = copy(metadata.getLabels());
        if (spec.podMetadata() != null) {
            labels.putAll(spec.podMetadata().labels());
            annotations.putAll(spec.podMetadata().annotations());
        }
        metadata.setLabels(labels(labels, "dataload-pod"));
        metadata.setAnnotations(annotations);
        pod.setMetadata(metadata);
        place(pod.getSpec(), spec);
        return pod;
    }

    private static void place(PodSpec pod, DataLoadSpec spec) {
        pod.setRestartPolicy("Never");
        pod.setEnableServiceLinks(false);
        if (spec.affinity() != null) {
            pod.setAffinity(spec.affinity());
        }
        Set<Toleration> tolerations = new LinkedHashSet<>(pod.getTolerations());
        tolerations.addAll(spec.tolerations());
        pod.setTolerations(new ArrayList<>(tolerations));
        Map<String, String> nodes = copy(pod.getNodeSelector());
        nodes.putAll(spec.nodeSelector());
        pod.setNodeSelector(nodes);
        if (spec.schedulerName() != null && !spec.schedulerName().isEmpty()) {
            pod.setSchedulerName(spec.schedulerName());
        }
        if (spec.resources() != null) {
            pod.getContainers().get(0).setResources(spec.resources());
        }
        pod.getContainers().stream()
                .filter(container -> container.getTerminationMessagePolicy() == null)
                .forEach(container -> container.setTerminationMessagePolicy("FallbackToLogsOnError"));
    }

    private ObjectMeta metadata(String name, String role) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(load.getMetadata().getNamespace())
                .withLabels(labels(null, role))
                .withOwnerReferences(owner())
                .build();
    }

    private Map<String, String> labels(@Nullable Map<String, String> own, String role) {
        Map<String, String> labels = copy(own);
        labels.put("release", release(load.getMetadata().getName()));
        labels.put("role", role);
        labels.put("app", runtimeType);
        labels.put("targetDataset", dataset);
        labels.put("app.kubernetes.io/name", runtimeType);
        labels.put("app.kubernetes.io/instance", release(load.getMetadata().getName()));
        labels.put("app.kubernetes.io/managed-by", Labels.MANAGED_BY_FLUID);
        labels.put(Labels.MANAGED_BY, Labels.MANAGED_BY_FLUID);
        labels.put(Labels.DATASET_ID, datasetId);
        return labels;
    }

    private OwnerReference owner() {
        return new OwnerReferenceBuilder()
                .withApiVersion(load.getApiVersion())
                .withKind(load.getKind())
                .withName(load.getMetadata().getName())
                .withUid(load.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(false)
                .build();
    }

    private static Map<String, String> copy(@Nullable Map<String, String> map) {
        return map == null ? new TreeMap<>() : new TreeMap<>(map);
    }
}
