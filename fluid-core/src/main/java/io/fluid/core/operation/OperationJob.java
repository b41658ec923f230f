package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpecBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.OperationStatus;
import io.fluid.core.kube.Copies;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.JobDescription;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The Job or CronJob of an operation and what it needs. */
final class OperationJob<T extends CustomResource<?, OperationStatus>> {

    /** On the Jobs of a CronJob, and their pods: name of the CronJob. */
    static final String CRON_JOB = "cronjob";

    /** By these a pod says how its Datasets are mounted. */
    private static final Set<String> INJECTION = Set.of(
            Labels.INJECT_SIDECAR,
            Labels.INJECT_SIDECAR_DEPRECATED,
            Labels.INJECT_SERVERFUL,
            Labels.ECI_SIDECAR_TARGET,
            Labels.ENABLE_INJECTION);

    private static final int RETRIES = 3;
    private static final String NEVER = "Never";

    private final OperationKind<T> kind;
    private final T operation;
    private final OperationSettings settings;
    private final String runtimeType;
    private final CacheRequest request;
    private final @Nullable Affinity inherited;

    /**
     * @param inherited where a preceding operation wants this one to run; null for anywhere
     */
    OperationJob(
            OperationKind<T> kind,
            T operation,
            String runtimeType,
            CacheRequest request,
            @Nullable Affinity inherited) {
        this.kind = kind;
        this.operation = operation;
        this.settings = kind.settings(operation);
        this.runtimeType = runtimeType;
        this.request = request;
        this.inherited = inherited;
    }

    /** The objects that the pod needs. */
    List<HasMetadata> resources(JobDescription description) {
        return description.resources().stream().map(this::owned).toList();
    }

    Job job(JobDescription description) {
        return new JobBuilder()
                .withMetadata(metadata("job"))
                .withSpec(spec(description, Map.of()))
                .build();
    }

    CronJob cronJob(JobDescription description) {
        Map<String, String> round = Map.of(CRON_JOB, kind.jobName(operation));
        ObjectMeta metadata = metadata("cronjob");
        metadata.getLabels().put(Labels.JOB_POLICY, Labels.JOB_POLICY_CRON);
        Map<String, String> labels = labels(round, "job");
        return new CronJobBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withSchedule(settings.schedule())
                .withConcurrencyPolicy("Forbid")
                .withNewJobTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withSpec(spec(description, round))
                .endJobTemplate()
                .endSpec()
                .build();
    }

    private JobSpec spec(JobDescription description, Map<String, String> labels) {
        return new JobSpecBuilder()
                .withCompletions(1)
                .withParallelism(1)
                .withBackoffLimit(RETRIES)
                .withTemplate(pod(description.pod(), labels))
                .build();
    }

    private HasMetadata owned(HasMetadata described) {
        HasMetadata object = Copies.of(described);
        ObjectMeta metadata = object.getMetadata();
        metadata.setNamespace(operation.getMetadata().getNamespace());
        metadata.setLabels(labels(metadata.getLabels(), "config"));
        metadata.setOwnerReferences(List.of(owner()));
        return object;
    }

    private PodTemplateSpec pod(PodTemplateSpec described, Map<String, String> round) {
        PodTemplateSpec pod = new PodTemplateSpecBuilder(described).build();
        ObjectMeta metadata = pod.getMetadata() == null ? new ObjectMeta() : pod.getMetadata();
        Map<String, String> annotations = copy(metadata.getAnnotations());
        annotations.putIfAbsent("sidecar.istio.io/inject", "false");
        Map<String, String> labels = copy(metadata.getLabels());
        if (settings.podMetadata() != null) {
            labels.putAll(settings.podMetadata().labels());
            annotations.putAll(settings.podMetadata().annotations());
        }
        if (mountsClaim(pod.getSpec()) && Collections.disjoint(labels.keySet(), INJECTION)) {
            // Without a driver on the nodes, the claim of a Dataset can only be mounted through a sidecar.
            labels.put(Labels.INJECT_SIDECAR, Labels.TRUE);
        }
        labels.putAll(round);
        metadata.setLabels(labels(labels, "pod"));
        metadata.setAnnotations(annotations);
        pod.setMetadata(metadata);
        place(pod.getSpec());
        return pod;
    }

    private static boolean mountsClaim(PodSpec pod) {
        return pod.getVolumes().stream().anyMatch(volume -> volume.getPersistentVolumeClaim() != null);
    }

    private void place(PodSpec pod) {
        if (pod.getRestartPolicy() == null || pod.getRestartPolicy().equals("Always")) {
            pod.setRestartPolicy(NEVER);
        }
        if (kind.describedByEngine() && pod.getEnableServiceLinks() == null) {
            pod.setEnableServiceLinks(false);
        }
        pod.setAffinity(Affinities.both(Affinities.both(pod.getAffinity(), settings.affinity()), inherited));
        Set<LocalObjectReference> secrets = new LinkedHashSet<>(pod.getImagePullSecrets());
        request.cluster().imagePullSecrets().forEach(name -> secrets.add(new LocalObjectReference(name)));
        pod.setImagePullSecrets(new ArrayList<>(secrets));
        Set<Toleration> tolerations = new LinkedHashSet<>(pod.getTolerations());
        if (kind.describedByEngine()) {
            // It may have to run beside the cache.
            tolerations.addAll(request.dataset().getSpec().tolerations());
        }
        tolerations.addAll(settings.tolerations() == null ? List.of() : settings.tolerations());
        pod.setTolerations(new ArrayList<>(tolerations));
        Map<String, String> nodes = copy(pod.getNodeSelector());
        nodes.putAll(settings.nodeSelector() == null ? Map.of() : settings.nodeSelector());
        pod.setNodeSelector(nodes);
        if (settings.schedulerName() != null && !settings.schedulerName().isEmpty()) {
            pod.setSchedulerName(settings.schedulerName());
        }
        if (settings.resources() != null) {
            pod.getContainers().get(0).setResources(settings.resources());
        }
        pod.getContainers().stream()
                .filter(container -> container.getTerminationMessagePolicy() == null)
                .forEach(container -> container.setTerminationMessagePolicy("FallbackToLogsOnError"));
    }

    private ObjectMeta metadata(String part) {
        return new ObjectMetaBuilder()
                .withName(kind.jobName(operation))
                .withNamespace(operation.getMetadata().getNamespace())
                .withLabels(labels(null, part))
                .withOwnerReferences(owner())
                .build();
    }

    private Map<String, String> labels(@Nullable Map<String, String> own, String part) {
        Map<String, String> labels = copy(own);
        labels.put(Labels.RELEASE, kind.release(operation));
        labels.put("role", kind.word() + "-" + part);
        labels.put("app", runtimeType);
        labels.put("targetDataset", request.name());
        labels.put("app.kubernetes.io/name", runtimeType);
        labels.put("app.kubernetes.io/instance", kind.release(operation));
        labels.put("app.kubernetes.io/managed-by", Labels.MANAGED_BY_FLUID);
        labels.put(Labels.MANAGED_BY, Labels.MANAGED_BY_FLUID);
        labels.put(Labels.DATASET_ID, request.datasetId().value());
        return labels;
    }

    private OwnerReference owner() {
        return new OwnerReferenceBuilder()
                .withApiVersion(operation.getApiVersion())
                .withKind(operation.getKind())
                .withName(operation.getMetadata().getName())
                .withUid(operation.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(false)
                .build();
    }

    private static Map<String, String> copy(@Nullable Map<String, String> map) {
        return map == null ? new TreeMap<>() : new TreeMap<>(map);
    }
}
