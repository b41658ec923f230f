package io.fluid.core.lifecycle;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fluid.core.kube.FakeCluster;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Plays the controllers that every cluster has: pods of stateful sets become ready, jobs succeed, garbage goes. */
final class FakeKubernetes {

    private static final String END = "2026-01-01T00:00:10Z";

    private final FakeCluster cluster;

    FakeKubernetes(FakeCluster cluster) {
        this.cluster = cluster;
    }

    /** One round; whether anything changed. */
    boolean act() {
        boolean changed = false;
        for (StatefulSet set : cluster.list(StatefulSet.class, "", Map.of())) {
            changed |= set.getMetadata().getDeletionTimestamp() == null && scale(set);
        }
        for (Job job : cluster.list(Job.class, "", Map.of())) {
            changed |= succeed(job);
        }
        return changed | collectGarbage();
    }

    private boolean scale(StatefulSet set) {
        int wanted = set.getSpec().getReplicas();
        StatefulSetStatus status = new StatefulSetStatusBuilder()
                .withReplicas(wanted)
                .withReadyReplicas(wanted)
                .withAvailableReplicas(wanted)
                .withUpdatedReplicas(wanted)
                .withObservedGeneration(set.getMetadata().getGeneration())
                .build();
        if (status.equals(set.getStatus())) {
            return false;
        }
        String namespace = set.getMetadata().getNamespace();
        String name = set.getMetadata().getName();
        for (int i = 0; i < Math.max(wanted, 5); i++) {
            if (i < wanted) {
                cluster.put(pod(set, name + "-" + i));
            } else {
                cluster.get(Pod.class, namespace, name + "-" + i).ifPresent(cluster::drop);
            }
        }
        cluster.edit(StatefulSet.class, namespace, name, live -> {
            live.setStatus(status);
            return live;
        });
        return true;
    }

    private static Pod pod(StatefulSet set, String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace(set.getMetadata().getNamespace())
                .withName(name)
                .withLabels(set.getSpec().getTemplate().getMetadata().getLabels())
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(set.getApiVersion())
                        .withKind(set.getKind())
                        .withName(set.getMetadata().getName())
                        .withUid(set.getMetadata().getUid())
                        .build())
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-1")
                .endSpec()
                .build();
    }

    private boolean succeed(Job job) {
        if (job.getStatus() != null && !job.getStatus().getConditions().isEmpty()) {
            return false;
        }
        cluster.edit(
                Job.class, job.getMetadata().getNamespace(), job.getMetadata().getName(), live -> {
                    live.setStatus(new JobStatusBuilder()
                            .addNewCondition()
                            .withType("Complete")
                            .withStatus("True")
                            .withLastTransitionTime(END)
                            .endCondition()
                            .build());
                    return live;
                });
        return true;
    }

    private boolean collectGarbage() {
        Set<String> uids = cluster.all().stream()
                .map(object -> object.getMetadata().getUid())
                .collect(Collectors.toSet());
        boolean changed = false;
        for (GenericKubernetesResource object : cluster.all()) {
            if (object.getMetadata().getDeletionTimestamp() == null && isOrphan(object, uids)) {
                cluster.deleteByUser(object);
                changed = true;
            }
        }
        return changed;
    }

    private static boolean isOrphan(HasMetadata object, Set<String> uids) {
        return !object.getMetadata().getOwnerReferences().isEmpty()
                && object.getMetadata().getOwnerReferences().stream()
                        .map(OwnerReference::getUid)
                        .noneMatch(uids::contains);
    }
}
