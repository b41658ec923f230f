package io.fluid.testkit;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fluid.core.kube.FakeCluster;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plays the controllers of Kubernetes on a cluster in memory, on a node where everything fits and starts at once:
 * StatefulSets, DaemonSets, Jobs (which succeed) and the garbage collector. Not played: CronJobs, Services, volumes, roll-outs
 * (a changed template changes pods at once) and whatever can go wrong.
 */
final class WorkloadControllers {

    private static final String NOW = "2026-01-01T00:00:00Z";

    private final FakeCluster cluster;

    WorkloadControllers(FakeCluster cluster) {
        this.cluster = cluster;
    }

    /** Lets each controller look once. */
    void run() {
        cluster.list(StatefulSet.class, "", Map.of()).forEach(this::run);
        cluster.list(DaemonSet.class, "", Map.of()).forEach(this::run);
        cluster.list(Job.class, "", Map.of()).forEach(this::run);
        collectGarbage();
    }

    private void run(StatefulSet set) {
        int wanted = set.getSpec().getReplicas() == null ? 1 : set.getSpec().getReplicas();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < wanted; i++) {
            names.add(set.getMetadata().getName() + "-" + i);
        }
        keepPods(set, set.getSpec().getTemplate(), names, nodeNames(Map.of()), ready());
        StatefulSetStatus status = new StatefulSetStatusBuilder()
                .withReplicas(wanted)
                .withReadyReplicas(wanted)
                .withAvailableReplicas(wanted)
                .withCurrentReplicas(wanted)
                .withUpdatedReplicas(wanted)
                .withCurrentRevision("1")
                .withUpdateRevision("1")
                .withObservedGeneration(set.getMetadata().getGeneration())
                .build();
        if (!status.equals(set.getStatus())) {
            set.setStatus(status);
            cluster.put(set);
        }
    }

    private void run(DaemonSet set) {
        Map<String, String> selector = set.getSpec().getTemplate().getSpec().getNodeSelector();
        List<String> nodes = nodeNames(selector == null ? Map.of() : selector);
        Set<String> names = nodes.stream()
                .map(node -> set.getMetadata().getName() + "-" + node)
                .collect(Collectors.toSet());
        keepPods(set, set.getSpec().getTemplate(), names, nodes, ready());
        DaemonSetStatus status = new DaemonSetStatusBuilder()
                .withDesiredNumberScheduled(nodes.size())
                .withCurrentNumberScheduled(nodes.size())
                .withUpdatedNumberScheduled(nodes.size())
                .withNumberReady(nodes.size())
                .withNumberAvailable(nodes.size())
                .withNumberMisscheduled(0)
                .withObservedGeneration(set.getMetadata().getGeneration())
                .build();
        if (!status.equals(set.getStatus())) {
            set.setStatus(status);
            cluster.put(set);
        }
    }

    private void run(Job job) {
        if (job.getStatus() != null && job.getStatus().getCompletionTime() != null) {
            return;
        }
        PodStatus succeeded = new PodStatusBuilder().withPhase("Succeeded").build();
        keepPods(
                job,
                job.getSpec().getTemplate(),
                Set.of(job.getMetadata().getName() + "-pod"),
                nodeNames(Map.of()),
                succeeded);
        job.setStatus(new JobStatusBuilder()
                .withStartTime(NOW)
                .withCompletionTime(NOW)
                .withSucceeded(1)
                .addNewCondition()
                .withType("Complete")
                .withStatus("True")
                .withLastTransitionTime(NOW)
                .endCondition()
                .build());
        cluster.put(job);
    }

    private void keepPods(
            HasMetadata owner, PodTemplateSpec template, Set<String> names, List<String> nodes, PodStatus status) {
        String namespace = owner.getMetadata().getNamespace();
        Set<String> missing = new HashSet<>(names);
        for (Pod pod : cluster.list(Pod.class, namespace, Map.of())) {
            if (pod.getMetadata().getOwnerReferences().stream().anyMatch(reference -> isOf(reference, owner))) {
                boolean kept = missing.remove(pod.getMetadata().getName());
                if (!kept
                        || !pod.getSpec()
                                .getContainers()
                                .equals(template.getSpec().getContainers())) {
                    cluster.drop(pod);
                    missing.addAll(kept ? Set.of(pod.getMetadata().getName()) : Set.of());
                }
            }
        }
        for (String name : missing) {
            PodBuilder pod = new PodBuilder()
                    .withNewMetadata()
                    .withNamespace(namespace)
                    .withName(name)
                    .withOwnerReferences(new OwnerReferenceBuilder()
                            .withApiVersion(owner.getApiVersion())
                            .withKind(owner.getKind())
                            .withName(owner.getMetadata().getName())
                            .withUid(owner.getMetadata().getUid())
                            .withController(true)
                            .build())
                    .endMetadata()
                    .withSpec(template.getSpec())
                    .withStatus(status);
            if (template.getMetadata() != null) {
                pod.editMetadata()
                        .withLabels(template.getMetadata().getLabels())
                        .withAnnotations(template.getMetadata().getAnnotations())
                        .endMetadata();
            }
            nodes.stream()
                    .filter(name::endsWith)
                    .findFirst()
                    .or(() -> nodes.stream().findFirst())
                    .ifPresent(node -> pod.editSpec().withNodeName(node).endSpec());
            cluster.put(pod.build());
        }
    }

    private List<String> nodeNames(Map<String, String> labels) {
        return cluster.list(Node.class, "", labels).stream()
                .map(node -> node.getMetadata().getName())
                .toList();
    }

    private static PodStatus ready() {
        return new PodStatusBuilder()
                .withPhase("Running")
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .build();
    }

    // Owners that are gone take with them what belongs to nobody else.
    private void collectGarbage() {
        boolean found = true;
        while (found) {
            found = false;
            List<GenericKubernetesResource> all = cluster.all();
            for (GenericKubernetesResource object : all) {
                List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
                boolean orphan = !owners.isEmpty()
                        && owners.stream().noneMatch(owner -> all.stream().anyMatch(one -> isOf(owner, one)));
                if (orphan && object.getMetadata().getDeletionTimestamp() == null) {
                    cluster.deleteByUser(object);
                    found = true;
                }
            }
        }
    }

    private static boolean isOf(OwnerReference reference, HasMetadata object) {
        return reference.getKind().equals(object.getKind())
                && reference.getName().equals(object.getMetadata().getName())
                && reference.getUid().equals(object.getMetadata().getUid());
    }
}
