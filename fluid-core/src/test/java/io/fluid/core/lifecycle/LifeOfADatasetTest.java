package io.fluid.core.lifecycle;

import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.DataLoadSpecBuilder;
import io.fluid.api.v1alpha1.TargetDatasetBuilder;
import io.fluid.core.kube.FakeCluster;
import io.fluid.core.status.Conditions;
import org.junit.jupiter.api.Test;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;

class LifeOfADatasetTest {

    private static final String APPS = "apps";

    @Test
    void dataset_and_runtime_bind_whichever_comes_first() throws Exception {
        for (boolean runtimeFirst : List.of(true, false)) {
            try (World world = new World()) {
                if (runtimeFirst) {
                    world.createRuntime("model");
                    world.settle();
                    assertThat(world.writes())
                            .containsExactly(
                                    "scale Deployment fluid-system/fakeruntime-controller",
                                    "event FakeRuntime team/model",
                                    "status FakeRuntime team/model");
                    world.createDataset("model");
                } else {
                    world.createDataset("model");
                    world.settle();
                    assertThat(world.writes())
                            .containsExactly("finalizer+ Dataset team/model", "status Dataset team/model");
                    world.createRuntime("model");
                }
                world.settle();
                assertThat(world.dataset("model").phase()).isEqualTo("Bound");
                assertThat(world.controllerReplicas()).isEqualTo(1);
            }
        }
    }

    @Test
    void the_whole_list_of_writes_from_creation_to_bound() throws Exception {
        try (World world = new World()) {
            world.createDataset("model");
            world.createRuntime("model");
            world.settle();
            assertThat(world.writes())
                    .containsExactly(
                            "finalizer+ Dataset team/model",
                            "status Dataset team/model",
                            "scale Deployment fluid-system/fakeruntime-controller",
                            "claim FakeRuntime team/model",
                            "metadata Dataset team/model",
                            "apply ConfigMap team/model-config",
                            "apply StatefulSet team/model-master",
                            "apply StatefulSet team/model-worker",
                            "apply DaemonSet team/model-fuse",
                            "status FakeRuntime team/model",
                            "metadata Node node-1",
                            "status FakeRuntime team/model",
                            "apply PersistentVolume team-model",
                            "apply PersistentVolumeClaim team/model",
                            "status Dataset team/model");
        }
    }

    @Test
    void the_whole_list_of_writes_from_deletion_to_nothing() throws Exception {
        try (World world = new World()) {
            world.createDataset("model");
            world.createRuntime("model");
            world.settle();
            world.writes();
            world.deleteDataset("model");
            world.settle();
            world.now = world.now.plusSeconds(31);
            world.settle();
            assertThat(world.writes())
                    .containsExactly(
                            "finalizer- Dataset team/model",
                            "delete PersistentVolumeClaim team/model",
                            "delete PersistentVolume team-model",
                            "delete DaemonSet team/model-fuse",
                            "delete StatefulSet team/model-master",
                            "delete StatefulSet team/model-worker",
                            "delete ConfigMap team/model-config",
                            "metadata Node node-1",
                            "finalizer- FakeRuntime team/model",
                            "metadata Deployment fluid-system/fakeruntime-controller",
                            "scale Deployment fluid-system/fakeruntime-controller",
                            "metadata Deployment fluid-system/fakeruntime-controller");
            assertThat(world.ours()).isEmpty();
            assertThat(world.nodeLabels()).isEmpty();
            assertThat(world.controllerReplicas()).isZero();
        }
    }

    @Test
    void a_runtime_deleted_first_leaves_a_dataset_that_can_be_bound_again() throws Exception {
        try (World world = new World()) {
            world.createDataset("model");
            world.createRuntime("model");
            world.settle();
            world.deleteRuntime("model");
            world.settle();
            assertThat(world.ours()).containsExactly("Dataset team/model");
            assertThat(world.dataset("model").phase()).isEqualTo("NotBound");
            world.createRuntime("model");
            world.settle();
            assertThat(world.dataset("model").phase()).isEqualTo("Bound");
        }
    }

    @Test
    void a_dataset_deleted_while_its_controller_is_stopped_starts_it_to_clean_up() throws Exception {
        try (World world = new World()) {
            world.createDataset("model");
            world.createRuntime("model");
            world.settle();
            world.stopController();
            world.deleteDataset("model");
            world.settle();
            assertThat(world.ours()).isEmpty();
            assertThat(world.nodeLabels()).isEmpty();
        }
    }

    @Test
    void the_deletion_of_a_namespace_is_not_held_up() throws Exception {
        try (World world = new World()) {
            world.createDataset("model");
            world.createRuntime("model");
            world.createDataset("young");
            world.createRuntime("young");
            world.settle();
            // Everything at once, and nothing new may be created.
            world.cluster.refuseCreationsIn(World.NS);
            world.createReader("model", "Running");
            world.ours().stream()
                    .filter(name -> name.contains(" " + World.NS + "/"))
                    .forEach(name -> world.cluster.all().stream()
                            .filter(object -> (object.getKind() + " " + World.NS + "/"
                                            + object.getMetadata().getName())
                                    .equals(name))
                            .forEach(world.cluster::deleteByUser));
            world.settle();
            assertThat(world.ours()).isEmpty();
            assertThat(world.nodeLabels()).isEmpty();
        }
    }

    @Test
    void what_is_created_in_a_namespace_that_is_going_makes_nothing_and_goes() throws Exception {
        try (World world = new World()) {
            world.cluster.refuseCreationsIn(World.NS);
            world.createDataset("late");
            world.createRuntime("late");
            world.settle();
            assertThat(world.ours()).containsExactly("Dataset team/late", "FakeRuntime team/late");
            world.deleteRuntime("late");
            world.deleteDataset("late");
            world.settle();
            assertThat(world.ours()).isEmpty();
        }
    }

    @Test
    void two_datasets_share_a_node_and_leave_it_one_after_the_other() throws Exception {
        try (World world = new World()) {
            for (String name : List.of("one", "two")) {
                world.createDataset(name);
                world.createRuntime(name);
            }
            world.settle();
            assertThat(world.nodeLabels())
                    .containsEntry("fluid.io/s-team-one", "true")
                    .containsEntry("fluid.io/s-team-two", "true")
                    .containsEntry("fluid.io/dataset-num", "2");
            world.deleteDataset("one");
            world.settle();
            assertThat(world.dataset("two").phase()).isEqualTo("Bound");
            assertThat(world.nodeLabels())
                    .doesNotContainKey("fluid.io/s-team-one")
                    .containsEntry("fluid.io/dataset-num", "1");
            assertThat(world.controllerReplicas()).isEqualTo(1);
            assertThat(world.ours()).noneMatch(name -> name.contains("one"));
        }
    }

    @Test
    void in_the_steady_state_nothing_is_written() throws Exception {
        try (World world = new World()) {
            for (int i = 0; i < 50; i++) {
                world.createDataset("d" + i);
                world.createRuntime("d" + i);
            }
            world.settle();
            world.writes();
            world.now = world.now.plusSeconds(3600);
            world.settle();
            world.settle();
            assertThat(world.writes()).isEmpty();
        }
    }

    @Test
    void a_crash_before_any_write_of_a_life_leads_to_the_same_end() throws Exception {
        int tried = survives(LifeOfADatasetTest::life);
        System.out.println("crash before each API write of a life (create, bind, load, scale, change, delete): " + tried
                + " cases tried, all survived");
        assertThat(tried).isGreaterThan(40);
    }

    @Test
    void a_crash_before_any_write_of_a_references_life_leads_to_the_same_end() throws Exception {
        int tried = survives(LifeOfADatasetTest::lifeOfAReference);
        System.out.println(
                "crash before each API write of the life of a reference: " + tried + " cases tried, all survived");
        assertThat(tried).isGreaterThan(40);
    }

    @Test
    void a_reference_waits_for_its_dataset_and_is_bound_with_it() throws Exception {
        try (World world = new World()) {
            world.createDataset(APPS, "view", "dataset://team/model/2024");
            world.settle();
            assertThat(world.writes())
                    .containsExactly(
                            "finalizer+ Dataset apps/view",
                            "metadata Dataset apps/view",
                            "status Dataset apps/view",
                            "event Dataset apps/view");
            world.createDataset("model");
            world.createRuntime("model");
            world.settle();
            assertThat(world.dataset(APPS, "view").phase()).isEqualTo("Bound");
            List<String> writes = world.writes();
            assertThat(writes.subList(writes.indexOf("status Dataset team/model"), writes.size()))
                    .endsWith(
                            "status Dataset team/model",
                            "apply ConfigMap apps/view.model-config",
                            "apply PersistentVolume apps-view",
                            "apply PersistentVolumeClaim apps/view",
                            "status Dataset apps/view");
        }
    }

    @Test
    void a_runtime_is_not_torn_down_under_pods_that_read_by_way_of_a_reference() throws Exception {
        try (World world = new World()) {
            world.createDataset("model");
            world.createRuntime("model");
            world.createDataset(APPS, "view", "dataset://team/model");
            world.settle();
            world.createReader(APPS, "view", "Running");
            world.deleteRuntime("model");
            world.settle();
            assertThat(world.ours()).contains("StatefulSet team/model-worker", "PersistentVolumeClaim apps/view");
            assertThat(world.cluster.journal()).anyMatch(line -> line.contains("in use by pods: apps/reader"));

            world.createReader(APPS, "view", "Succeeded");
            world.settle();
            assertThat(world.ours()).containsExactly("Dataset apps/view", "Dataset team/model", "Pod apps/reader");
            assertThat(world.dataset(APPS, "view").phase()).isEqualTo("NotBound");

            world.createRuntime("model");
            world.settle();
            assertThat(world.dataset(APPS, "view").phase()).isEqualTo("Bound");
        }
    }

    private interface Life {
        Map<String, Object> of(World world) throws Exception;
    }

    /** Lives once for each write, dies before that, and says how often; every end is that of a life without a crash. */
    private static int survives(Life life) throws Exception {
        Map<String, Object> wanted = life.of(new World());
        for (int write = 0; ; write++) {
            World world = new World(write);
            Map<String, Object> found = life.of(world);
            if (!world.crashed()) {
                return write;
            }
            assertThat(found).as("crash before write %d", write).isEqualTo(wanted);
        }
    }

    /** A dataset and a reference to it: bound, changed, the dataset's deletion held up by it, its own by a reader. */
    private static Map<String, Object> lifeOfAReference(World world) throws Exception {
        Map<String, Object> seen = new LinkedHashMap<>();
        try (world) {
            world.createDataset(APPS, "view", "dataset://team/model");
            world.createDataset("model");
            world.createRuntime("model");
            world.settle();
            seen.put("bound", state(world.cluster));
            assertThat(world.dataset(APPS, "view").phase()).isEqualTo("Bound");
            assertThat(world.dataset("model").datasetRef()).containsExactly("apps/view");
            world.change("model", Map.of("replicas", 1, "property", "new"));
            world.settle();
            seen.put("changed", state(world.cluster));
            world.createReader(APPS, "view", "Running");
            world.deleteDataset("model");
            world.deleteDataset(APPS, "view");
            world.settle();
            seen.put("held", state(world.cluster));
            assertThat(Conditions.find(world.dataset("model").conditions(), "DeletionBlocked")
                            .orElseThrow()
                            .message())
                    .contains("apps/view");
            assertThat(Conditions.isTrue(world.dataset(APPS, "view").conditions(), "DeletionBlocked"))
                    .isTrue();
            world.createReader(APPS, "view", "Succeeded");
            world.settle();
            world.now = world.now.plusSeconds(31);
            world.settle();
            seen.put("left", state(world.cluster));
            assertThat(world.ours()).containsExactly("Pod apps/reader");
        }
        return seen;
    }

    /** Create, bind, load, scale, change, deletion held up by a reader, deletion, idle: what is there after each. */
    private static Map<String, Object> life(World world) throws Exception {
        Map<String, Object> seen = new LinkedHashMap<>();
        try (world) {
            world.createDataset("model");
            world.createRuntime("model");
            world.settle();
            seen.put("bound", state(world.cluster));
            DataLoad load = new DataLoad();
            load.getMetadata().setNamespace(World.NS);
            load.getMetadata().setName("warm");
            load.setSpec(DataLoadSpecBuilder.builder()
                    .dataset(TargetDatasetBuilder.builder().name("model").build())
                    .build());
            world.cluster.put(load);
            world.settle();
            seen.put("loaded", state(world.cluster));
            world.change("model", Map.of("replicas", 2));
            world.settle();
            seen.put("scaled", state(world.cluster));
            world.change("model", Map.of("replicas", 1, "image", "fake:2", "extra", true));
            world.settle();
            seen.put("changed", state(world.cluster));
            world.createReader("model", "Running");
            world.deleteDataset("model");
            world.settle();
            seen.put("held", state(world.cluster));
            assertThat(Conditions.isTrue(world.dataset("model").conditions(), "DeletionBlocked"))
                    .isTrue();
            world.createReader("model", "Succeeded");
            world.settle();
            world.now = world.now.plusSeconds(31);
            world.settle();
            world.now = world.now.plusSeconds(31);
            world.settle();
            seen.put("left", state(world.cluster));
            assertThat(world.ours()).containsExactly("Pod team/reader");
            seen.put(
                    "events",
                    new TreeSet<>(world.cluster.journal().stream()
                            .filter(line -> line.startsWith("event"))
                            .toList()));
        }
        return seen;
    }

    /** All objects with all that they say, but for the version, which counts writes. */
    private static List<String> state(FakeCluster cluster) {
        return cluster.all().stream()
                .map(object -> {
                    object.getMetadata().setResourceVersion(null);
                    return io.fabric8.kubernetes.client.utils.Serialization.asJson(object);
                })
                .toList();
    }
}
