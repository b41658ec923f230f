package io.fluid.testkit;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fluid.core.kube.FakeCluster;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** The stand-ins for Kubernetes' controllers do what a real cluster does, as far as engines can tell. */
class WorkloadControllersTest {

    private static final String NAMESPACE = "research";

    private final FakeCluster cluster = new FakeCluster();
    private final WorkloadControllers controllers = new WorkloadControllers(cluster);

    @BeforeEach
    void addNodes() {
        node("node-1", "fast");
        node("node-2", "slow");
    }

    @Nested
    class StatefulSets {

        @Test
        void come_up_one_after_the_other_and_go_in_reverse_order() {
            cluster.put(statefulSet(3));
            assertThat(rounds(4)).containsExactly("set-0", "set-0 set-1", "set-0 set-1 set-2", "set-0 set-1 set-2");

            scale(1);
            assertThat(rounds(3)).containsExactly("set-0 set-1", "set-0", "set-0");
            assertThat(set().getStatus().getReplicas()).isEqualTo(1);

            scale(0);
            assertThat(rounds(2)).containsExactly("", "");
            assertThat(set().getStatus().getReadyReplicas()).isZero();
        }

        @Test
        void come_up_at_once_when_that_is_their_policy() {
            StatefulSet parallel = statefulSet(3);
            parallel.getSpec().setPodManagementPolicy("Parallel");
            cluster.put(parallel);

            assertThat(rounds(1)).containsExactly("set-0 set-1 set-2");
        }

        @Test
        void put_a_lost_pod_back_as_another_one() {
            cluster.put(statefulSet(2));
            rounds(2);
            Pod lost = pod("set-0");

            cluster.drop(lost);
            rounds(1);

            assertThat(pod("set-0").getMetadata().getUid())
                    .isNotEqualTo(lost.getMetadata().getUid());
            assertThat(pod("set-0").getMetadata().getOwnerReferences())
                    .extracting(OwnerReference::getUid)
                    .containsExactly(set().getMetadata().getUid());
        }

        @Test
        void roll_a_change_from_the_last_pod_to_the_first_and_tell_how_far_it_is() {
            cluster.put(statefulSet(2));
            rounds(3);
            String before = set().getStatus().getCurrentRevision();
            assertThat(set().getStatus().getUpdateRevision()).isEqualTo(before);

            image("corp/cache:2");
            assertThat(rounds(1)).containsExactly("set-0");
            assertThat(set().getStatus().getCurrentRevision()).isEqualTo(before);
            assertThat(set().getStatus().getUpdateRevision()).isNotEqualTo(before);
            assertThat(set().getStatus().getUpdatedReplicas()).isZero();
            assertThat(rounds(3)).containsExactly("set-0 set-1", "set-1", "set-0 set-1");

            assertThat(images()).containsExactly("corp/cache:2", "corp/cache:2");
            assertThat(set().getStatus().getCurrentRevision())
                    .isEqualTo(set().getStatus().getUpdateRevision());
            assertThat(set().getStatus().getObservedGeneration()).isEqualTo(2);
        }

        @Test
        void leave_pods_alone_when_they_are_replaced_on_deletion_only() {
            StatefulSet careful = new StatefulSetBuilder(statefulSet(1))
                    .editSpec()
                    .withNewUpdateStrategy()
                    .withType("OnDelete")
                    .endUpdateStrategy()
                    .endSpec()
                    .build();
            cluster.put(careful);
            rounds(1);

            image("corp/cache:2");
            rounds(2);
            assertThat(images()).containsExactly("corp/cache:1");
            assertThat(set().getStatus().getUpdatedReplicas()).isZero();

            cluster.drop(pod("set-0"));
            rounds(1);
            assertThat(images()).containsExactly("corp/cache:2");
        }

        private StatefulSet set() {
            return cluster.get(StatefulSet.class, NAMESPACE, "set").orElseThrow();
        }

        private void scale(int replicas) {
            cluster.edit(
                    StatefulSet.class,
                    NAMESPACE,
                    "set",
                    set -> new StatefulSetBuilder(set)
                            .editSpec()
                            .withReplicas(replicas)
                            .endSpec()
                            .build());
        }

        private void image(String image) {
            cluster.edit(
                    StatefulSet.class,
                    NAMESPACE,
                    "set",
                    set -> new StatefulSetBuilder(set)
                            .editSpec()
                            .editTemplate()
                            .editSpec()
                            .editFirstContainer()
                            .withImage(image)
                            .endContainer()
                            .endSpec()
                            .endTemplate()
                            .endSpec()
                            .build());
        }
    }

    @Nested
    class DaemonSets {

        @Test
        void have_a_pod_on_each_node_that_fits_and_follow_the_labels_of_nodes() {
            cluster.put(daemonSet(Map.of()));
            assertThat(rounds(1)).containsExactly("fuse-node-1 fuse-node-2");
            assertThat(fuse().getStatus().getDesiredNumberScheduled()).isEqualTo(2);

            cluster.put(daemonSet(Map.of("disk", "fast")));
            assertThat(rounds(1)).containsExactly("fuse-node-1");
            assertThat(pod("fuse-node-1").getSpec().getNodeName()).isEqualTo("node-1");

            node("node-1", "slow");
            assertThat(rounds(1)).containsExactly("");
            assertThat(fuse().getStatus().getDesiredNumberScheduled()).isZero();

            node("node-3", "fast");
            assertThat(rounds(1)).containsExactly("fuse-node-3");
        }

        @Test
        void replace_pods_on_deletion_only_when_that_is_their_strategy() {
            DaemonSet careful = new DaemonSetBuilder(daemonSet(Map.of("disk", "fast")))
                    .editSpec()
                    .withNewUpdateStrategy()
                    .withType("OnDelete")
                    .endUpdateStrategy()
                    .endSpec()
                    .build();
            cluster.put(careful);
            rounds(1);
            careful.getSpec().getTemplate().getSpec().getContainers().get(0).setImage("corp/cache:2");
            cluster.put(careful);
            rounds(1);
            assertThat(images()).containsExactly("corp/cache:1");
            assertThat(fuse().getStatus().getUpdatedNumberScheduled()).isZero();

            cluster.drop(pod("fuse-node-1"));
            rounds(2);
            assertThat(images()).containsExactly("corp/cache:2");
            assertThat(fuse().getStatus().getUpdatedNumberScheduled()).isEqualTo(1);
        }

        private DaemonSet fuse() {
            return cluster.get(DaemonSet.class, NAMESPACE, "fuse").orElseThrow();
        }
    }

    @Nested
    class Jobs {

        @Test
        void run_before_they_succeed() {
            cluster.put(job());

            rounds(1);
            assertThat(seen().getStatus().getActive()).isEqualTo(1);
            assertThat(seen().getStatus().getConditions()).isEmpty();

            rounds(1);
            assertThat(seen().getStatus().getConditions())
                    .extracting(condition -> condition.getType() + "=" + condition.getStatus())
                    .containsExactly("Complete=True");
            assertThat(seen().getStatus().getCompletionTime()).isNotNull();
            assertThat(pod("load-pod").getStatus().getPhase()).isEqualTo("Succeeded");
            assertThat(pod("load-pod").getMetadata().getLabels()).containsEntry("batch.kubernetes.io/job-name", "load");
        }

        @Test
        void fail_with_the_last_words_that_were_asked_for_and_stay_failed() {
            controllers.jobsFail("no such path");
            cluster.put(job());
            rounds(2);
            controllers.jobsFail(null);
            rounds(2);

            assertThat(seen().getStatus().getConditions())
                    .extracting(condition -> condition.getType() + " " + condition.getReason())
                    .containsExactly("Failed BackoffLimitExceeded");
            assertThat(seen().getStatus().getCompletionTime()).isNull();
            assertThat(pod("load-pod").getStatus().getPhase()).isEqualTo("Failed");
            assertThat(pod("load-pod")
                            .getStatus()
                            .getContainerStatuses()
                            .get(0)
                            .getState()
                            .getTerminated()
                            .getMessage())
                    .isEqualTo("no such path");
        }

        private Job seen() {
            return cluster.get(Job.class, NAMESPACE, "load").orElseThrow();
        }
    }

    @Nested
    class Garbage {

        @Test
        void goes_with_its_owner_down_to_the_last_pod() {
            cluster.put(configMap("owner"));
            StatefulSet set = statefulSet(2);
            set.getMetadata().setOwnerReferences(List.of(reference("owner")));
            cluster.put(set);
            rounds(3);

            cluster.deleteByUser(configMap("owner"));
            rounds(1);

            assertThat(cluster.names()).containsExactly("Node node-1", "Node node-2");
        }

        @Test
        void stays_while_one_of_its_owners_does() {
            cluster.put(configMap("left"));
            cluster.put(configMap("right"));
            ConfigMap shared = configMap("shared");
            shared.getMetadata().setOwnerReferences(List.of(reference("left"), reference("right")));
            cluster.put(shared);

            cluster.deleteByUser(configMap("left"));
            rounds(1);
            assertThat(cluster.get(ConfigMap.class, NAMESPACE, "shared")).isPresent();

            cluster.deleteByUser(configMap("right"));
            rounds(1);
            assertThat(cluster.get(ConfigMap.class, NAMESPACE, "shared")).isEmpty();
        }

        @Test
        void does_not_belong_to_another_object_that_came_under_the_same_name() {
            cluster.put(configMap("owner"));
            ConfigMap owned = configMap("owned");
            owned.getMetadata().setOwnerReferences(List.of(reference("owner")));
            cluster.put(owned);

            cluster.deleteByUser(configMap("owner"));
            cluster.put(configMap("owner"));
            rounds(1);

            assertThat(cluster.get(ConfigMap.class, NAMESPACE, "owner")).isPresent();
            assertThat(cluster.get(ConfigMap.class, NAMESPACE, "owned")).isEmpty();
        }

        @Test
        void waits_for_its_finalizers() {
            cluster.put(configMap("owner"));
            ConfigMap owned = configMap("owned");
            owned.getMetadata().setOwnerReferences(List.of(reference("owner")));
            owned.getMetadata().setFinalizers(List.of("example.com/wait"));
            cluster.put(owned);

            cluster.deleteByUser(configMap("owner"));
            rounds(2);

            ConfigMap going = cluster.get(ConfigMap.class, NAMESPACE, "owned").orElseThrow();
            assertThat(going.getMetadata().getDeletionTimestamp()).isNotNull();
            cluster.removeFinalizer(going, "example.com/wait");
            assertThat(cluster.get(ConfigMap.class, NAMESPACE, "owned")).isEmpty();
        }

        private OwnerReference reference(String owner) {
            HasMetadata found = cluster.get(ConfigMap.class, NAMESPACE, owner).orElseThrow();
            return new OwnerReferenceBuilder()
                    .withApiVersion("v1")
                    .withKind("ConfigMap")
                    .withName(owner)
                    .withUid(found.getMetadata().getUid())
                    .build();
        }
    }

    /** The names of all pods after each round. */
    private List<String> rounds(int number) {
        List<String> seen = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            controllers.run();
            seen.add(String.join(
                    " ",
                    pods().stream()
                            .map(pod -> pod.getMetadata().getName())
                            .sorted()
                            .toList()));
        }
        return seen;
    }

    private List<Pod> pods() {
        return cluster.list(Pod.class, NAMESPACE, Map.of());
    }

    private Pod pod(String name) {
        return cluster.get(Pod.class, NAMESPACE, name).orElseThrow();
    }

    private List<String> images() {
        return pods().stream()
                .map(pod -> pod.getSpec().getContainers().get(0).getImage())
                .toList();
    }

    private void node(String name, String disk) {
        cluster.put(new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("disk", disk)
                .endMetadata()
                .build());
    }

    private static StatefulSet statefulSet(int replicas) {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("set")
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewTemplate()
                .withNewSpec()
                .addNewContainer()
                .withName("cache")
                .withImage("corp/cache:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static DaemonSet daemonSet(Map<String, String> nodes) {
        return new DaemonSetBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("fuse")
                .endMetadata()
                .withNewSpec()
                .withNewTemplate()
                .withNewSpec()
                .withNodeSelector(nodes)
                .addNewContainer()
                .withName("fuse")
                .withImage("corp/cache:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Job job() {
        return new JobBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName("load")
                .endMetadata()
                .withNewSpec()
                .withNewTemplate()
                .withNewSpec()
                .addNewContainer()
                .withName("load")
                .withImage("corp/cache:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static ConfigMap configMap(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(NAMESPACE)
                .withName(name)
                .endMetadata()
                .build();
    }
}
