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
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.core.kube.FakeCluster;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Plays the controllers of Kubernetes on a cluster in memory, on nodes where everything fits and starts at once:
 *
 * <ul>
 *   <li>StatefulSets come up in order and go in reverse order, one pod a round; a changed template replaces pods from
 *       the last to the first, unless the update strategy is {@code OnDelete}.
 *   <li>DaemonSets have a pod on each node that their node selector fits; update strategies as above.
 *   <li>Jobs run one round and then succeed, or fail without a second try when that was asked for.
 *   <li>The garbage collector deletes what belonged to owners of which none is left. Finalizers hold as usual.
 * </ul>
 *
 * Not played: CronJobs, Services, volumes, partitions of roll-outs, and whatever else can go wrong.
 */
final class WorkloadControllers {

    private static final String NOW = "2026-01-01T00:00:00Z";
    private static final String REVISION = "controller-revision-hash";
    private static final String JOB_NAME = "batch.kubernetes.io/job-name";
    private static final String ON_DELETE = "OnDelete";

    private final FakeCluster cluster;
    private @Nullable String lastWords;

    WorkloadControllers(FakeCluster cluster) {
        this.cluster = cluster;
    }

    /** From now on Jobs that end fail, and these are the last words of their pods; null for Jobs that succeed. */
    void jobsFail(@Nullable String with) {
        lastWords = with;
    }

    /** Lets each controller act once. */
    void run() {
        for (StatefulSet set : cluster.list(StatefulSet.class, "", Map.of())) {
            if (lives(set)) {
                run(set);
            }
        }
        for (DaemonSet set : cluster.list(DaemonSet.class, "", Map.of())) {
            if (lives(set)) {
                run(set);
            }
        }
        for (Job job : cluster.list(Job.class, "", Map.of())) {
            if (lives(job)) {
                run(job);
            }
        }
        collectGarbage();
    }

    // StatefulSets.

    private void run(StatefulSet set) {
        int wanted = Objects.requireNonNullElse(set.getSpec().getReplicas(), 1);
        PodTemplateSpec template = set.getSpec().getTemplate();
        TreeMap<Integer, Pod> pods = ordinals(set);
        boolean parallel = "Parallel".equals(set.getSpec().getPodManagementPolicy());
        boolean changed;
        do {
            changed = bringUp(set, template, pods, wanted) || takeDown(pods, wanted);
        } while (changed && parallel);
        if (!changed && !isOnDelete(set)) {
            replaceOneOutdated(pods, template);
        }
        StatefulSetStatus status = status(set, template, pods.values());
        if (!status.equals(set.getStatus())) {
            set.setStatus(status);
            cluster.put(set);
        }
    }

    private boolean bringUp(StatefulSet set, PodTemplateSpec template, TreeMap<Integer, Pod> pods, int wanted) {
        for (int i = 0; i < wanted; i++) {
            if (!pods.containsKey(i)) {
                String name = set.getMetadata().getName() + "-" + i;
                pods.put(i, start(set, template, name, firstNode(), ready()));
                return true;
            }
        }
        return false;
    }

    private boolean takeDown(TreeMap<Integer, Pod> pods, int wanted) {
        if (pods.isEmpty() || pods.lastKey() < wanted) {
            return false;
        }
        cluster.drop(pods.pollLastEntry().getValue());
        return true;
    }

    private void replaceOneOutdated(TreeMap<Integer, Pod> pods, PodTemplateSpec template) {
        pods.descendingMap().entrySet().stream()
                .filter(pod -> isOutdated(pod.getValue(), template))
                .findFirst()
                .ifPresent(pod -> {
                    cluster.drop(pod.getValue());
                    pods.remove(pod.getKey());
                });
    }

    private TreeMap<Integer, Pod> ordinals(StatefulSet set) {
        TreeMap<Integer, Pod> pods = new TreeMap<>();
        for (Pod pod : podsOf(set)) {
            String name = pod.getMetadata().getName();
            pods.put(Integer.valueOf(name.substring(name.lastIndexOf('-') + 1)), pod);
        }
        return pods;
    }

    private static boolean isOnDelete(StatefulSet set) {
        return set.getSpec().getUpdateStrategy() != null
                && ON_DELETE.equals(set.getSpec().getUpdateStrategy().getType());
    }

    private static StatefulSetStatus status(StatefulSet set, PodTemplateSpec template, Iterable<Pod> pods) {
        int all = 0;
        int updated = 0;
        for (Pod pod : pods) {
            all++;
            updated += isOutdated(pod, template) ? 0 : 1;
        }
        String revision = revision(template);
        String before = set.getStatus() == null ? null : set.getStatus().getCurrentRevision();
        return new StatefulSetStatusBuilder()
                .withReplicas(all)
                .withReadyReplicas(all)
                .withAvailableReplicas(all)
                .withCurrentReplicas(all)
                .withUpdatedReplicas(updated)
                .withCurrentRevision(updated == all || before == null ? revision : before)
                .withUpdateRevision(revision)
                .withObservedGeneration(set.getMetadata().getGeneration())
                .build();
    }

    // DaemonSets.

    private void run(DaemonSet set) {
        PodTemplateSpec template = set.getSpec().getTemplate();
        Map<String, String> selector = template.getSpec().getNodeSelector();
        List<String> nodes = nodeNames(selector == null ? Map.of() : selector);
        boolean onDelete = set.getSpec().getUpdateStrategy() != null
                && ON_DELETE.equals(set.getSpec().getUpdateStrategy().getType());
        List<String> without = new ArrayList<>(nodes);
        int updated = 0;
        for (Pod pod : podsOf(set)) {
            boolean outdated = isOutdated(pod, template);
            if (!nodes.contains(pod.getSpec().getNodeName()) || (outdated && !onDelete)) {
                cluster.drop(pod);
            } else {
                without.remove(pod.getSpec().getNodeName());
                updated += outdated ? 0 : 1;
            }
        }
        for (String node : without) {
            start(set, template, set.getMetadata().getName() + "-" + node, node, ready());
        }
        DaemonSetStatus status = new DaemonSetStatusBuilder()
                .withDesiredNumberScheduled(nodes.size())
                .withCurrentNumberScheduled(nodes.size())
                .withUpdatedNumberScheduled(updated + without.size())
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

    // Jobs.

    private void run(Job job) {
        if (job.getStatus() != null && !job.getStatus().getConditions().isEmpty()) {
            return;
        }
        List<Pod> pods = podsOf(job);
        if (pods.isEmpty()) {
            String name = job.getMetadata().getName();
            start(job, job.getSpec().getTemplate(), name + "-pod", firstNode(), ready());
            job.setStatus(new JobStatusBuilder()
                    .withStartTime(NOW)
                    .withActive(1)
                    .withReady(1)
                    .build());
        } else {
            pods.forEach(pod -> {
                pod.setStatus(lastWords == null ? succeeded() : failed(pod, lastWords));
                cluster.put(pod);
            });
            job.setStatus(lastWords == null ? complete() : failed());
        }
        cluster.put(job);
    }

    private static JobStatus complete() {
        return new JobStatusBuilder()
                .withStartTime(NOW)
                .withCompletionTime(NOW)
                .withSucceeded(1)
                .addNewCondition()
                .withType("Complete")
                .withStatus("True")
                .withLastTransitionTime(NOW)
                .endCondition()
                .build();
    }

    private static JobStatus failed() {
        return new JobStatusBuilder()
                .withStartTime(NOW)
                .withFailed(1)
                .addNewCondition()
                .withType("Failed")
                .withStatus("True")
                .withReason("BackoffLimitExceeded")
                .withMessage("Job has reached the specified backoff limit")
                .withLastTransitionTime(NOW)
                .endCondition()
                .build();
    }

    private static PodStatus succeeded() {
        return new PodStatusBuilder().withPhase("Succeeded").build();
    }

    private static PodStatus failed(Pod pod, String words) {
        return new PodStatusBuilder()
                .withPhase("Failed")
                .addNewContainerStatus()
                .withName(pod.getSpec().getContainers().get(0).getName())
                .withReady(false)
                .withNewState()
                .withNewTerminated()
                .withExitCode(1)
                .withReason("Error")
                .withMessage(words)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .build();
    }

    // Pods.

    private List<Pod> podsOf(HasMetadata owner) {
        return cluster.list(Pod.class, owner.getMetadata().getNamespace(), Map.of()).stream()
                .filter(pod ->
                        pod.getMetadata().getOwnerReferences().stream().anyMatch(reference -> isOf(reference, owner)))
                .toList();
    }

    private Pod start(HasMetadata owner, PodTemplateSpec template, String name, @Nullable String node, PodStatus as) {
        PodBuilder pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace(owner.getMetadata().getNamespace())
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
                .withStatus(as);
        if (template.getMetadata() != null) {
            pod.editMetadata()
                    .withLabels(template.getMetadata().getLabels())
                    .withAnnotations(template.getMetadata().getAnnotations())
                    .endMetadata();
        }
        pod.editMetadata().addToLabels(REVISION, revision(template)).endMetadata();
        if (owner instanceof Job) {
            pod.editMetadata()
                    .addToLabels(JOB_NAME, owner.getMetadata().getName())
                    .endMetadata();
        }
        Pod started = pod.editSpec().withNodeName(node).endSpec().build();
        cluster.put(started);
        return started;
    }

    private static boolean isOutdated(Pod pod, PodTemplateSpec template) {
        return !revision(template).equals(pod.getMetadata().getLabels().get(REVISION));
    }

    private static String revision(PodTemplateSpec template) {
        return Integer.toHexString(Serialization.asJson(template).hashCode());
    }

    private @Nullable String firstNode() {
        return nodeNames(Map.of()).stream().findFirst().orElse(null);
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

    // Garbage.

    private void collectGarbage() {
        boolean found = true;
        while (found) {
            found = false;
            List<GenericKubernetesResource> all = cluster.all();
            for (GenericKubernetesResource object : all) {
                List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
                boolean orphan = !owners.isEmpty()
                        && owners.stream().noneMatch(owner -> all.stream().anyMatch(one -> isOf(owner, one)));
                if (orphan && lives(object)) {
                    cluster.deleteByUser(object);
                    found = true;
                }
            }
        }
    }

    private static boolean lives(HasMetadata object) {
        return object.getMetadata().getDeletionTimestamp() == null;
    }

    private static boolean isOf(OwnerReference reference, HasMetadata object) {
        return reference.getKind().equals(object.getKind())
                && reference.getName().equals(object.getMetadata().getName())
                && reference.getUid().equals(object.getMetadata().getUid());
    }
}
