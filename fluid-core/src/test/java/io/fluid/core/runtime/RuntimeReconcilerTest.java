package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fluid.api.Annotations;
import io.fluid.api.v1alpha1.Condition;
import io.fluid.api.v1alpha1.ConditionBuilder;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.DatasetStatusBuilder;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.api.v1alpha1.MountBuilder;
import io.fluid.api.v1alpha1.RuntimeBuilder;
import io.fluid.api.v1alpha1.RuntimeStatus;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.CrashingCluster;
import io.fluid.core.kube.FakeCluster;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.ReconcileResult;
import io.fluid.core.kube.ResourceKind;
import io.fluid.core.kube.WakeUps;
import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.Problem;
import io.fluid.core.status.Conditions;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RuntimeReconcilerTest {

    private static final String NS = "team";
    private static final String NAME = "model";
    private static final ResourceKind<GenericKubernetesResource> KIND = RuntimeReconciler.kind(FakeEngine.DESCRIPTOR);
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:01:05Z"), ZoneOffset.UTC);

    private final FakeCluster cluster = new FakeCluster();
    private final FakeEngine engine = new FakeEngine();
    private final List<String> users = new ArrayList<>();
    private final Set<String> nodesInUse = new HashSet<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DatasetUse use = new DatasetUse() {
        @Override
        public List<String> podsUsing(String namespace, String name) {
            return users;
        }

        @Override
        public Set<String> nodesMounting(String namespace, String name) {
            return nodesInUse;
        }
    };
    private final List<Problem> datasetProblems = new ArrayList<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private CacheReporter reporter;
    private RuntimeReconciler reconciler = reconciler(cluster);

    private RuntimeReconciler reconciler(Cluster on) {
        WakeUps wakeUps = new WakeUps();
        reporter = new CacheReporter(engine, RuntimeSettings.defaults(), wakeUps);
        CacheCleaner cleaner = new CacheCleaner(wakeUps);
        open.add(reporter);
        open.add(cleaner);
        return new RuntimeReconciler(
                on,
                engine.loaded(),
                RuntimeSettings.defaults(),
                dataset -> datasetProblems,
                use,
                reporter,
                cleaner,
                new RuntimeMetrics(meters, "fake"),
                new HostPorts(),
                CLOCK);
    }

    @AfterEach
    void stopThreads() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private ReconcileResult reconcile() {
        return reconciler.reconcile(NS, NAME);
    }

    private static Dataset dataset(String name) {
        Dataset dataset = new Dataset();
        dataset.getMetadata().setNamespace(NS);
        dataset.getMetadata().setName(name);
        dataset.setSpec(DatasetSpecBuilder.builder()
                .mounts(List.of(MountBuilder.builder()
                        .mountPoint("s3://bucket/x")
                        .name("x")
                        .build()))
                .build());
        return dataset;
    }

    private void createBoth() {
        cluster.put(new NodeBuilder()
                .withNewMetadata()
                .withName("node-1")
                .endMetadata()
                .build());
        cluster.put(dataset(NAME)).put(FakeEngine.runtime(NS, NAME, Map.of("replicas", 1)));
    }

    /** Plays the StatefulSet controller and the kubelet. */
    private void podsAreReady(int workers) {
        ready("master", 1);
        ready("worker", workers);
        for (int i = 0; i < workers; i++) {
            StatefulSet set = worker();
            cluster.put(new PodBuilder()
                    .withNewMetadata()
                    .withNamespace(NS)
                    .withName(NAME + "-worker-" + i)
                    .withLabels(set.getSpec().getTemplate().getMetadata().getLabels())
                    .endMetadata()
                    .withNewSpec()
                    .withNodeName("node-1")
                    .endSpec()
                    .build());
        }
    }

    private void ready(String component, int number) {
        cluster.edit(StatefulSet.class, NS, NAME + "-" + component, set -> {
            set.setStatus(new StatefulSetStatusBuilder()
                    .withReplicas(number)
                    .withReadyReplicas(number)
                    .withAvailableReplicas(number)
                    .withUpdatedReplicas(number)
                    .withObservedGeneration(set.getMetadata().getGeneration())
                    .build());
            return set;
        });
    }

    private StatefulSet worker() {
        return cluster.get(StatefulSet.class, NS, NAME + "-worker").orElseThrow();
    }

    private Dataset dataset() {
        return cluster.get(Dataset.class, NS, NAME).orElseThrow();
    }

    private GenericKubernetesResource runtime() {
        return cluster.get(KIND, NS, NAME).orElseThrow();
    }

    private RuntimeStatus status() {
        return RuntimeView.status(runtime());
    }

    private Condition condition(String type) {
        return Conditions.find(status().conditions(), type).orElseThrow();
    }

    private void change(Map<String, Object> spec) {
        GenericKubernetesResource changed = runtime();
        changed.setAdditionalProperty("spec", spec);
        cluster.put(changed);
    }

    /** The verbs and objects of the journal without what was written. */
    private List<String> writes() {
        return cluster.takeJournal().stream()
                .map(line -> line.replaceAll("^(\\S+ \\S+ \\S+).*$", "$1"))
                .toList();
    }

    private void bound() {
        createBoth();
        reconcile();
        podsAreReady(1);
        reconcile();
        assertThat(dataset().getStatus().phase()).isEqualTo("Bound");
        await().until(() -> reporter.figures(new ObjectKey(NS, NAME)).totals() != null
                && !reporter.figures(new ObjectKey(NS, NAME)).states().isEmpty());
        reconcile();
        cluster.takeJournal();
    }

    @Test
    void a_pod_that_waits_for_a_secret_is_looked_at_again_and_told_in_a_condition() {
        createBoth();
        reconcile();
        cluster.put(new PodBuilder()
                .withNewMetadata()
                .withNamespace(NS)
                .withName(NAME + "-worker-0")
                .withLabels(worker().getSpec().getTemplate().getMetadata().getLabels())
                .endMetadata()
                .withNewSpec()
                .addNewVolume()
                .withName("keys")
                .withNewSecret()
                .withSecretName("nowhere")
                .endSecret()
                .endVolume()
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("PodReadyToStartContainers")
                .withStatus("False")
                .withLastTransitionTime("2020-01-01T00:00:00Z")
                .endCondition()
                .endStatus()
                .build());

        assertThat(reconcile()).isNotEqualTo(ReconcileResult.done());
        assertThat(dataset().getStatus().conditions())
                .anySatisfy(told -> assertThat(told.type() + " " + told.status() + " " + told.message())
                        .startsWith(
                                "NotReady True FakeRuntime cannot serve this: pod model-worker-0: has waited for its volumes")
                        .contains("Secret nowhere"));
    }

    @Test
    void claims_the_runtime_then_applies_all_objects_at_once_in_order() {
        createBoth();
        reconcile();
        assertThat(writes())
                .containsExactly(
                        "claim FakeRuntime team/model",
                        "metadata Dataset team/model",
                        "apply ConfigMap team/model-config",
                        "apply StatefulSet team/model-master",
                        "apply StatefulSet team/model-worker",
                        "apply DaemonSet team/model-fuse",
                        "status FakeRuntime team/model");
    }

    @Test
    void binds_the_dataset_with_volume_and_node_labels_when_master_and_one_worker_are_ready() {
        createBoth();
        reconcile();
        cluster.takeJournal();
        podsAreReady(1);
        reconcile();
        assertThat(writes())
                .containsExactly(
                        "metadata Node node-1",
                        "status FakeRuntime team/model",
                        "apply PersistentVolume team-model",
                        "apply PersistentVolumeClaim team/model",
                        "status Dataset team/model");
        var status = dataset().getStatus();
        assertThat(status.phase()).isEqualTo("Bound");
        assertThat(status.runtimes()).singleElement().satisfies(bound -> {
            assertThat(bound.type()).isEqualTo("fake");
            assertThat(bound.category()).isEqualTo("Accelerate");
            assertThat(bound.masterReplicas()).isEqualTo(1);
        });
        assertThat(status.mounts()).isEqualTo(dataset().getSpec().mounts());
        assertThat(status.ufsTotal()).isEqualTo("[Calculating]");
        assertThat(status.hcfs().endpoint()).isEqualTo("fake://model-master-0:20000");
        assertThat(Conditions.isTrue(status.conditions(), "Ready")).isTrue();
        assertThat(status().workerPhase()).isEqualTo("Ready");
        assertThat(status().setupDuration()).isEqualTo("1m5s");
        assertThat(status().valueFile()).isEqualTo("model-fake-values");
        assertThat(status().selector()).isEqualTo("app=fake,release=model,role=fake-worker");
        assertThat(cluster.get(Node.class, "", "node-1")
                        .orElseThrow()
                        .getMetadata()
                        .getLabels())
                .containsEntry("fluid.io/s-team-model", "true")
                .containsEntry("fluid.io/s-fake-team-model", "true")
                .containsEntry("fluid.io/s-h-fake-m-team-model", "1GiB")
                .containsEntry("fluid.io/s-h-fake-t-team-model", "1GiB")
                .containsEntry("fluid_exclusive", "team_model")
                .containsEntry("fluid.io/dataset-num", "1")
                .doesNotContainKey("fluid.io/s-h-fake-d-team-model");
    }

    @Test
    void volume_and_claim_are_as_the_field_knows_them() {
        bound();
        PersistentVolume volume =
                cluster.get(PersistentVolume.class, "", "team-model").orElseThrow();
        assertThat(volume.getSpec().getAccessModes()).containsExactly("ReadOnlyMany");
        assertThat(volume.getSpec().getStorageClassName()).isEqualTo("fluid");
        assertThat(volume.getSpec().getCapacity().get("storage").toString()).isEqualTo("100Pi");
        assertThat(volume.getSpec().getClaimRef().getName()).isEqualTo("model");
        assertThat(volume.getMetadata().getAnnotations()).containsEntry("CreatedBy", "fluid");
        assertThat(volume.getMetadata().getLabels()).containsEntry("fluid.io/s-team-model", "true");
        assertThat(volume.getSpec().getCsi().getDriver()).isEqualTo("fuse.csi.fluid.io");
        assertThat(volume.getSpec().getCsi().getVolumeAttributes())
                .containsEntry("fluid_path", "/runtime-mnt/fake/team/model/fake-fuse")
                .containsEntry("mount_type", "fuse.fake")
                .containsEntry("runtime_namespace", "team")
                .containsEntry("runtime_name", "model")
                .containsEntry("mount_pod_node_selector_key", "fluid.io/f-team-model");
        PersistentVolumeClaim claim =
                cluster.get(PersistentVolumeClaim.class, NS, NAME).orElseThrow();
        assertThat(claim.getSpec().getVolumeName()).isEqualTo("team-model");
        assertThat(claim.getMetadata().getLabels()).containsKey("fuse.runtime.fluid.io/generation");
    }

    @Test
    void workers_and_fuse_are_placed_and_labelled() {
        createBoth();
        reconcile();
        var pod = worker().getSpec().getTemplate();
        assertThat(pod.getMetadata().getLabels())
                .containsEntry("fluid.io/dataset", "team-model")
                .containsEntry("fluid.io/dataset-placement", "Exclusive")
                .containsEntry("fluid.io/managed-by", "fluid")
                .containsEntry("role", "fake-worker");
        assertThat(pod.getSpec().getAffinity().getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution())
                .hasSize(1);
        assertThat(worker().getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> {
            assertThat(owner.getKind()).isEqualTo("FakeRuntime");
            assertThat(owner.getController()).isTrue();
            assertThat(owner.getBlockOwnerDeletion()).isFalse();
        });
        DaemonSet fuse = cluster.get(DaemonSet.class, NS, "model-fuse").orElseThrow();
        assertThat(fuse.getMetadata().getAnnotations())
                .containsEntry("fuse.fluid.io/mount-path", "/runtime-mnt/fake/team/model/fake-fuse")
                .containsEntry("fuse.fluid.io/mount-type", "fuse.fake");
        assertThat(fuse.getSpec().getUpdateStrategy().getType()).isEqualTo("OnDelete");
        assertThat(fuse.getSpec().getTemplate().getSpec().getNodeSelector())
                .containsEntry("fluid.io/f-team-model", "true");
        assertThat(fuse.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv())
                .extracting(env -> env.getName() + "=" + env.getValue())
                .containsExactly("FLUID_RUNTIME_TYPE=fake", "FLUID_RUNTIME_NS=team", "FLUID_RUNTIME_NAME=model");
    }

    @Test
    void an_idle_cache_costs_no_write() {
        bound();
        reconcile();
        reconcile();
        assertThat(cluster.takeJournal()).isEmpty();
    }

    @Test
    void figures_of_the_cache_reach_the_dataset() {
        bound();
        assertThat(dataset().getStatus().cacheStates())
                .containsEntry("cacheCapacity", "1.00GiB")
                .containsEntry("cached", "256.00MiB")
                .containsEntry("cachedPercentage", "100.0%")
                .containsEntry("cacheHitRatio", "75.0%");
        assertThat(dataset().getStatus().ufsTotal()).isEqualTo("256.00MiB");
        assertThat(dataset().getStatus().fileNum()).isEqualTo("3");
    }

    private void edit(UnaryOperator<DatasetStatusBuilder> change) {
        cluster.edit(Dataset.class, NS, NAME, dataset -> {
            dataset.setStatus(change.apply(DatasetStatusBuilder.builder(dataset.getStatus()))
                    .build());
            return dataset;
        });
    }

    private void isCounted() {
        await().until(() -> reporter.figures(new ObjectKey(NS, NAME)).totals() != null);
        reconcile();
    }

    @Test
    void what_was_migrated_into_the_dataset_is_counted() {
        bound();
        edit(status -> status.operationRef(Map.of("DataMigrate", "copy")));
        reconcile();
        assertThat(dataset().getStatus().ufsTotal()).isEqualTo("256.00MiB");
        engine.stored = 512L << 20;
        edit(status -> status.operationRef(Map.of()).ufsTotal(null).fileNum(null));
        reconcile();
        assertThat(dataset().getStatus().ufsTotal()).isEqualTo("[Calculating]");
        isCounted();
        assertThat(dataset().getStatus().ufsTotal()).isEqualTo("512.00MiB");
        assertThat(dataset().getStatus().fileNum()).isEqualTo("3");
        assertThat(engine.calls).filteredOn("measure"::equals).hasSize(2);
    }

    @Test
    void what_is_counted_while_a_migration_runs_is_not_told() {
        createBoth();
        reconcile();
        podsAreReady(1);
        reconcile();
        edit(status -> status.operationRef(Map.of("DataMigrate", "copy")));
        isCounted();
        assertThat(dataset().getStatus().ufsTotal()).isEqualTo("[Calculating]");
    }

    @Test
    void nothing_is_being_calculated_once_counting_is_turned_off() {
        createBoth();
        reconcile();
        podsAreReady(1);
        reconcile();
        assertThat(dataset().getStatus().ufsTotal()).isEqualTo("[Calculating]");
        change(Map.of("replicas", 1, "management", Map.of("metadataSyncPolicy", Map.of("autoSync", false))));
        reconcile();
        assertThat(dataset().getStatus().ufsTotal()).isNull();
        change(Map.of("replicas", 1));
        reconcile();
        isCounted();
        assertThat(dataset().getStatus().ufsTotal()).isEqualTo("256.00MiB");
    }

    @Test
    void scaling_is_applied_told_and_recorded() {
        bound();
        change(Map.of("replicas", 2));
        reconcile();
        assertThat(cluster.takeJournal())
                .anyMatch(line -> line.equals("apply StatefulSet team/model-worker"))
                .anyMatch(line -> line.startsWith("event FakeRuntime team/model Normal Succeed: Runtime scaled out"));
        assertThat(condition("WorkersScaledOut").message()).contains("from 1 to 2");
        assertThat(status().workerPhase()).isEqualTo("PartialReady");
        change(Map.of("replicas", 1));
        reconcile();
        assertThat(cluster.takeJournal()).anyMatch(line -> line.contains("Runtime scaled in"));
    }

    @Test
    void workers_that_were_turned_off_leave_no_numbers() {
        bound();
        assertThat(status().workerNumberReady()).isEqualTo(1);
        change(Map.of("fuseOnly", true));
        reconcile();
        assertThat(cluster.get(StatefulSet.class, NS, NAME + "-worker")).isEmpty();
        assertThat(cluster.takeJournal())
                .anyMatch(line -> line.contains("Runtime scaled in. current replicas: 1, desired replicas: 0."));
        RuntimeStatus now = status();
        assertThat(List.of(
                        now.desiredWorkerNumberScheduled(),
                        now.currentWorkerNumberScheduled(),
                        now.workerNumberReady(),
                        now.workerNumberAvailable(),
                        now.workerNumberUnavailable()))
                .containsOnly(0);
        assertThat(now.selector()).isNull();
        assertThat(now.workerPhase()).isEqualTo("Ready");
        assertThat(now.conditions())
                .extracting(Condition::type)
                .noneMatch(type -> type.startsWith("Workers"))
                .contains("MasterReady");
        assertThat(dataset().getStatus().phase()).isEqualTo("Bound");
        reconcile();
        assertThat(cluster.takeJournal()).isEmpty();
    }

    @Test
    void a_changed_image_reaches_the_workers() {
        bound();
        change(Map.of("replicas", 1, "image", "fake:2"));
        reconcile();
        assertThat(worker().getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getImage())
                .isEqualTo("fake:2");
        assertThat(condition("RolledOut").status()).isEqualTo("False");
        podsAreReady(1);
        reconcile();
        assertThat(condition("RolledOut").status()).isEqualTo("True");
    }

    @Test
    void a_changed_property_replaces_the_pods_that_read_it() {
        bound();
        String before = configHash("model-master");
        assertThat(before).isNotNull().isEqualTo(configHash("model-worker"));

        change(Map.of("replicas", 1, "property", "new"));
        reconcile();

        assertThat(configHash("model-master")).isNotEqualTo(before);
        assertThat(configHash("model-worker")).isNotEqualTo(before);
        assertThat(condition("RolledOut").status()).isEqualTo("False");
        assertThat(status().observedGeneration()).isEqualTo(2);
    }

    private String configHash(String set) {
        return cluster.get(StatefulSet.class, NS, set)
                .orElseThrow()
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get("fluid.io/config-hash");
    }

    @Test
    void a_fuse_pod_is_replaced_only_when_no_application_on_its_node_mounts_the_dataset() {
        bound();
        fusePod("fuse-a", "node-a");
        fusePod("fuse-b", "node-b");
        reconcile();
        assertThat(cluster.takeJournal()).isEmpty();

        nodesInUse.add("node-a");
        change(Map.of("replicas", 1, "image", "fake:2"));
        reconcile();
        podsAreReady(1);
        assertThat(reconcile()).isEqualTo(ReconcileResult.after(Duration.ofMinutes(1)));

        assertThat(cluster.takeJournal())
                .filteredOn(line -> line.startsWith("delete"))
                .containsExactly("delete Pod team/fuse-b");
        assertThat(condition("RolledOut").reason()).isEqualTo("FusesInUse");
        assertThat(condition("RolledOut").message()).endsWith("until those have ended: fuse-a");

        nodesInUse.clear();
        assertThat(reconcile()).isEqualTo(ReconcileResult.done());
        assertThat(writes()).containsExactly("delete Pod team/fuse-a", "status FakeRuntime team/model");
        assertThat(condition("RolledOut").status()).isEqualTo("True");
    }

    private void fusePod(String name, String node) {
        var template = cluster.get(DaemonSet.class, NS, "model-fuse")
                .orElseThrow()
                .getSpec()
                .getTemplate();
        cluster.put(new PodBuilder()
                .withNewMetadata()
                .withNamespace(NS)
                .withName(name)
                .withLabels(template.getMetadata().getLabels())
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .endSpec()
                .build());
    }

    @Test
    void an_edit_that_is_not_accepted_leaves_the_cache_running_and_its_status_true() {
        bound();
        change(Map.of("replicas", 1, "bad", "x"));
        ready("worker", 0);
        reconcile();
        reconcile();
        assertThat(cluster.takeJournal())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("event FakeRuntime team/model Warning ErrorValidateSpecFields"),
                        line -> assertThat(line).startsWith("status FakeRuntime team/model"),
                        line -> assertThat(line)
                                .startsWith("status Dataset team/model")
                                .contains("phase=Failed"));
        assertThat(condition("Accepted").status()).isEqualTo("False");
        assertThat(condition("RolledOut").reason()).isEqualTo("NotAccepted");
        assertThat(status().workerNumberReady()).isZero();
        assertThat(status().observedGeneration()).isEqualTo(2);

        ready("worker", 1);
        reconcile();
        assertThat(dataset().getStatus().phase()).isEqualTo("Bound");
        assertThat(status().workerNumberReady()).isEqualTo(1);
    }

    @Test
    void a_master_that_is_replaced_for_a_change_is_an_update_and_no_failure() {
        bound();
        change(Map.of("replicas", 1, "image", "fake:2"));
        cluster.edit(StatefulSet.class, NS, "model-master", set -> {
            set.getStatus().setReadyReplicas(0);
            return set;
        });
        reconcile();
        assertThat(dataset().getStatus().phase()).isEqualTo("Bound");
        assertThat(Conditions.find(dataset().getStatus().conditions(), "Updating")
                        .orElseThrow()
                        .message())
                .contains("StatefulSet model-master is being updated");
        assertThat(Conditions.isTrue(dataset().getStatus().conditions(), "Ready"))
                .isFalse();

        podsAreReady(1);
        reconcile();
        assertThat(Conditions.isTrue(dataset().getStatus().conditions(), "Ready"))
                .isTrue();
        assertThat(Conditions.find(dataset().getStatus().conditions(), "Updating"))
                .isEmpty();
    }

    @Test
    void shares_of_recent_reads_are_told_beside_those_since_the_start() {
        CacheFigures figures = CacheFigures.UNKNOWN
                .withUsage(usage(100, 0, 100))
                .withUsage(usage(400, 0, 200))
                .withUsage(usage(400, 0, 200));
        assertThat(figures.states(OptionalLong.of(1 << 20)))
                .containsEntry("cachedPercentage", "50.0%")
                .containsEntry("cacheHitRatio", "66.7%")
                .containsEntry("cacheThroughputRatio", "75.0%")
                .containsEntry("localThroughputRatio", "75.0%")
                .containsEntry("remoteThroughputRatio", "0.0%");
        assertThat(figures.states(OptionalLong.empty())).doesNotContainKey("cachedPercentage");
    }

    private static CacheUsage usage(long local, long remote, long ufs) {
        return new CacheUsage(1 << 20, 1 << 19, OptionalLong.of(local), OptionalLong.of(remote), OptionalLong.of(ufs));
    }

    @Test
    void the_time_of_the_mount_is_that_of_the_latest_start_of_a_master() {
        bound();
        assertThat(status().mountTime()).isEqualTo("2026-01-01T00:01:05Z");
        cluster.put(new PodBuilder()
                .withNewMetadata()
                .withNamespace(NS)
                .withName("model-master-0")
                .withLabels(cluster.get(StatefulSet.class, NS, "model-master")
                        .orElseThrow()
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels())
                .endMetadata()
                .withNewStatus()
                .addNewContainerStatus()
                .withNewState()
                .withNewRunning()
                .withStartedAt("2026-01-01T02:00:00Z")
                .endRunning()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build());
        reconcile();
        assertThat(status().mountTime()).isEqualTo("2026-01-01T02:00:00Z");
    }

    @Test
    void failures_and_sizes_are_counted_and_forgotten_with_the_runtime() {
        bound();
        assertThat(meters.get("dataset_ufs_total_size")
                        .tag("dataset", "team/model")
                        .gauge()
                        .value())
                .isEqualTo(256L << 20);
        ready("master", 0);
        reconcile();
        reconcile();
        assertThat(meters.get("runtime_sync_healthcheck_error")
                        .tag("runtime", "team/model")
                        .counter()
                        .count())
                .isEqualTo(1);
        cluster.drop(runtime());
        reconcile();
        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void what_is_no_longer_described_is_deleted() {
        bound();
        change(Map.of("replicas", 1, "extra", true));
        reconcile();
        assertThat(cluster.names()).contains("ConfigMap team/model-extra");
        change(Map.of("replicas", 1));
        cluster.takeJournal();
        reconcile();
        assertThat(writes()).contains("delete ConfigMap team/model-extra");
    }

    @Test
    void a_refused_change_is_told_and_the_rest_goes_on() {
        bound();
        change(Map.of("replicas", 3));
        cluster.failNext("apply StatefulSet team/model-worker", new KubernetesClientException("immutable", 422, null));
        reconcile();
        assertThat(condition("RolledOut").status()).isEqualTo("False");
        assertThat(condition("RolledOut").message()).contains("model-worker").contains("immutable");
        assertThat(dataset().getStatus().phase()).isEqualTo("Bound");
    }

    @Test
    void bad_input_creates_nothing_and_is_told_once_on_both() {
        createBoth();
        change(Map.of("bad", "$(rm)"));
        reconcile();
        reconcile();
        String message = "FakeRuntime.spec.bad: \"$(rm)\" is not accepted; expected nothing";
        assertThat(cluster.takeJournal())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("event FakeRuntime team/model Warning ErrorValidateSpecFields: " + message),
                        line -> assertThat(line).startsWith("status FakeRuntime team/model"),
                        line -> assertThat(line)
                                .startsWith("event Dataset team/model Warning")
                                .endsWith(message),
                        line -> assertThat(line).startsWith("status Dataset team/model"));
        assertThat(condition("Accepted").status()).isEqualTo("False");
        assertThat(Conditions.isTrue(dataset().getStatus().conditions(), "NotReady"))
                .isTrue();
    }

    @Test
    void a_missing_dataset_is_told_once_and_its_arrival_is_enough() {
        cluster.put(FakeEngine.runtime(NS, NAME, Map.of()));
        assertThat(reconcile()).isEqualTo(ReconcileResult.done());
        reconcile();
        assertThat(writes()).containsExactly("event FakeRuntime team/model", "status FakeRuntime team/model");
        cluster.put(dataset(NAME));
        reconcile();
        assertThat(cluster.names()).contains("StatefulSet team/model-master");
    }

    @Test
    void two_runtimes_never_get_the_same_port() {
        createBoth();
        cluster.put(dataset("other")).put(FakeEngine.runtime(NS, "other", Map.of()));
        reconcile();
        reconciler.reconcile(NS, "other");
        assertThat(PortAllocator.recorded(runtime())).containsEntry("rpc", 20000);
        assertThat(PortAllocator.recorded(cluster.get(KIND, NS, "other").orElseThrow()))
                .containsEntry("rpc", 20001);
    }

    @Test
    void a_lost_master_fails_the_dataset_with_its_own_words_and_recovery_binds_it_again() {
        bound();
        ready("master", 0);
        cluster.put(new PodBuilder()
                .withNewMetadata()
                .withNamespace(NS)
                .withName("model-master-0")
                .withLabels(cluster.get(StatefulSet.class, NS, "model-master")
                        .orElseThrow()
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels())
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addNewContainerStatus()
                .withName("fake-master")
                .withReady(false)
                .withNewState()
                .withNewTerminated()
                .withExitCode(1)
                .withMessage("access key refused")
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build());
        reconcile();
        assertThat(dataset().getStatus().phase()).isEqualTo("Failed");
        assertThat(Conditions.find(dataset().getStatus().conditions(), "NotReady")
                        .orElseThrow()
                        .message())
                .contains("model-master-0")
                .contains("access key refused");
        ready("master", 1);
        reconcile();
        assertThat(dataset().getStatus().phase()).isEqualTo("Bound");
        assertThat(Conditions.isTrue(dataset().getStatus().conditions(), "NotReady"))
                .isFalse();
    }

    @Test
    void mounts_that_change_while_pods_read_are_an_update_until_the_cache_serves_them() {
        bound();
        List<Mount> before = dataset().getStatus().mounts();
        engine.pending = List.of("s3://bucket/y at /y is not mounted yet");
        List<Mount> wanted = List.of(
                before.get(0),
                MountBuilder.builder().mountPoint("s3://bucket/y").name("y").build());
        Dataset changed = dataset();
        changed.setSpec(
                DatasetSpecBuilder.builder(changed.getSpec()).mounts(wanted).build());
        cluster.put(changed);

        await().untilAsserted(() -> {
            reconcile();
            assertThat(dataset().getStatus().phase()).isEqualTo("Updating");
            assertThat(Conditions.find(dataset().getStatus().conditions(), "Updating")
                            .orElseThrow()
                            .message())
                    .isEqualTo("s3://bucket/y at /y is not mounted yet");
        });
        assertThat(dataset().getStatus().mounts()).isEqualTo(before);

        // A container of the master that cannot mount tells why; what is mounted is served on.
        ready("master", 0);
        reconcile();
        assertThat(dataset().getStatus().phase()).isEqualTo("Updating");
        ready("master", 1);

        engine.pending = List.of();
        await().untilAsserted(() -> {
            reconcile();
            assertThat(dataset().getStatus().phase()).isEqualTo("Bound");
        });
        assertThat(dataset().getStatus().mounts()).isEqualTo(wanted);
        assertThat(Conditions.find(dataset().getStatus().conditions(), "Updating"))
                .isEmpty();
    }

    @Test
    void deletion_waits_for_pods_and_names_them() {
        bound();
        users.add("reader");
        cluster.deleteByUser(runtime());
        reconcile();
        reconcile();
        assertThat(writes()).containsExactly("event FakeRuntime team/model", "status FakeRuntime team/model");
        assertThat(condition("DeletionBlocked").message()).contains("reader");
    }

    @Test
    void deletion_cleans_the_cache_and_leaves_nothing() {
        bound();
        cluster.deleteByUser(runtime());
        deleteUntilGone();
        assertThat(engine.calls).contains("clean");
        assertThat(cluster.names())
                .containsExactlyInAnyOrder("Dataset team/model", "Node node-1", "Pod team/model-worker-0");
        assertThat(cluster.get(Node.class, "", "node-1")
                        .orElseThrow()
                        .getMetadata()
                        .getLabels())
                .isNullOrEmpty();
        var status = dataset().getStatus();
        assertThat(status.phase()).isEqualTo("NotBound");
        assertThat(status.runtimes()).isEmpty();
        assertThat(status.conditions()).isEmpty();
        assertThat(status.cacheStates()).isEmpty();
    }

    @Test
    void deletion_works_when_the_dataset_is_gone_and_cleaning_fails() {
        bound();
        engine.cleaningFails = true;
        cluster.drop(dataset());
        cluster.deleteByUser(runtime());
        deleteUntilGone();
        assertThat(cluster.get(Node.class, "", "node-1")
                        .orElseThrow()
                        .getMetadata()
                        .getLabels())
                .isNullOrEmpty();
        assertThat(cluster.names()).containsExactlyInAnyOrder("Node node-1", "Pod team/model-worker-0");
    }

    @Test
    void a_runtime_that_does_not_serve_the_dataset_takes_nothing_of_it_away() {
        createBoth();
        reconcile();
        servedByAnother();
        Map<String, String> ours = Map.of(Annotations.CREATED_BY, Annotations.CREATED_BY_FLUID);
        cluster.put(new PersistentVolumeClaimBuilder()
                .withMetadata(new ObjectMetaBuilder()
                        .withNamespace(NS)
                        .withName(NAME)
                        .withAnnotations(ours)
                        .build())
                .build());
        cluster.put(volume("team-model", NS, NAME));
        users.add("app");
        cluster.deleteByUser(runtime());
        deleteUntilGone();
        assertThat(cluster.names())
                .containsExactlyInAnyOrder(
                        "Dataset team/model",
                        "Node node-1",
                        "PersistentVolume team-model",
                        "PersistentVolumeClaim team/model");
        assertThat(dataset().getStatus().runtimes()).isNotEmpty();
    }

    @Test
    void what_is_wrong_with_a_runtime_is_nothing_to_a_dataset_that_another_serves() {
        createBoth();
        servedByAnother();
        change(Map.of("bad", "x"));
        reconcile();
        reconcile();
        assertThat(writes()).containsExactly("event FakeRuntime team/model", "status FakeRuntime team/model");
    }

    @Test
    void of_two_runtimes_in_trouble_only_the_first_speaks_on_the_dataset() {
        createBoth();
        change(Map.of("bad", "x"));
        Condition theirs = ConditionBuilder.builder()
                .type("NotReady")
                .status("True")
                .reason("DatasetFailedToSetup")
                .message("OtherRuntime cannot serve this: no")
                .build();
        edit(status -> status.conditions(List.of(theirs)));
        reconcile();
        assertThat(writes()).containsExactly("event FakeRuntime team/model", "status FakeRuntime team/model");
        edit(status -> status.conditions(List.of()));
        reconcile();
        reconcile();
        assertThat(writes()).containsExactly("event Dataset team/model", "status Dataset team/model");
    }

    @Test
    void the_volume_of_another_namespace_stays_though_it_has_the_same_name() {
        cluster.put(volume("a-b-c", "a", "b-c"));
        VolumeRemoval removal = new VolumeRemoval(cluster, CLOCK);
        removal.remove(new ObjectKey("a-b", "c"));
        assertThat(cluster.names()).containsExactly("PersistentVolume a-b-c");
        removal.remove(new ObjectKey("a", "b-c"));
        assertThat(cluster.names()).isEmpty();
    }

    @Test
    void a_dataset_without_its_claim_is_not_bound_and_tried_again() {
        createBoth();
        reconcile();
        podsAreReady(1);
        cluster.failNext(
                "apply PersistentVolumeClaim team/model", new KubernetesClientException("exceeded quota", 403, null));
        assertThat(reconcile()).isEqualTo(ReconcileResult.after(Duration.ofMinutes(1)));
        assertThat(dataset().getStatus().phase()).isNotEqualTo("Bound");
        assertThat(Conditions.find(dataset().getStatus().conditions(), "NotReady")
                        .orElseThrow()
                        .message())
                .isEqualTo(
                        "FakeRuntime cannot serve this: the volume cannot be made: PersistentVolumeClaim model: exceeded quota");
        reconcile();
        assertThat(dataset().getStatus().phase()).isEqualTo("Bound");
        assertThat(Conditions.isTrue(dataset().getStatus().conditions(), "NotReady"))
                .isFalse();
    }

    @Test
    void an_object_of_somebody_else_is_left_alone_and_told() {
        ConfigMap theirs = new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(NS)
                .withName("model-config")
                .endMetadata()
                .addToData("mine", "precious")
                .build();
        cluster.put(theirs);
        createBoth();
        assertThat(reconcile()).isEqualTo(ReconcileResult.after(Duration.ofMinutes(1)));
        assertThat(cluster.names()).noneMatch(name -> name.startsWith("StatefulSet"));
        assertThat(Conditions.find(dataset().getStatus().conditions(), "NotReady")
                        .orElseThrow()
                        .message())
                .startsWith(
                        "FakeRuntime cannot serve this: ConfigMap model-config: there is one that Fluid did not make");
        cluster.deleteByUser(runtime());
        deleteUntilGone();
        assertThat(cluster.get(ConfigMap.class, NS, "model-config")
                        .orElseThrow()
                        .getData())
                .isEqualTo(Map.of("mine", "precious"));
    }

    @Test
    void what_helm_made_of_the_runtime_for_cncf_fluid_is_taken_over() {
        cluster.put(new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(NS)
                .withName("model-config")
                .addToAnnotations("meta.helm.sh/release-name", NAME)
                .endMetadata()
                .build());
        createBoth();
        reconcile();
        assertThat(cluster.names()).contains("StatefulSet team/model-master");
    }

    @Test
    void a_workload_of_somebody_else_is_no_worker() {
        createBoth();
        cluster.failNext("apply StatefulSet team/model-worker", new KubernetesClientException("immutable", 422, null));
        cluster.put(new StatefulSetBuilder()
                .withNewMetadata()
                .withNamespace(NS)
                .withName("model-worker")
                .endMetadata()
                .withNewSpec()
                .withReplicas(1)
                .endSpec()
                .withNewStatus()
                .withReplicas(1)
                .withReadyReplicas(1)
                .withAvailableReplicas(1)
                .endStatus()
                .build());
        reconcile();
        ready("master", 1);
        cluster.failNext("apply StatefulSet team/model-worker", new KubernetesClientException("immutable", 422, null));
        reconcile();
        assertThat(dataset().getStatus().phase()).isNotEqualTo("Bound");
        assertThat(status().selector()).isNull();
    }

    @Test
    void ports_that_cannot_be_read_are_allocated_anew_and_trouble_nobody_else() {
        createBoth();
        for (String name : List.of("a", "b", "c")) {
            GenericKubernetesResource other = FakeEngine.runtime("elsewhere", name, Map.of());
            other.getMetadata()
                    .setAnnotations(Map.of(
                            Annotations.RUNTIME_PORTS,
                            Map.of("a", "oops", "b", "{\"rpc\":null}", "c", "{\"rpc\":70000}")
                                    .get(name)));
            cluster.put(other);
        }
        GenericKubernetesResource own = runtime();
        own.getMetadata().setAnnotations(Map.of(Annotations.RUNTIME_PORTS, "null"));
        cluster.put(own);
        reconcile();
        assertThat(PortAllocator.recorded(runtime())).containsEntry("rpc", 20000);
    }

    @Test
    void annotations_of_volume_and_claim_that_cannot_be_read_are_told_before_anything_is_made() {
        createBoth();
        Dataset dataset = dataset();
        dataset.getMetadata().setAnnotations(Map.of(Annotations.VOLUME_SIZE, "lots"));
        cluster.put(dataset);
        GenericKubernetesResource runtime = runtime();
        runtime.getMetadata().setAnnotations(Map.of(Annotations.METADATA_LIST, "[null]"));
        cluster.put(runtime);
        reconcile();
        assertThat(condition("Accepted").message())
                .contains("Dataset.metadata.annotations[" + Annotations.VOLUME_SIZE + "]: \"lots\"")
                .contains("FakeRuntime.metadata.annotations[" + Annotations.METADATA_LIST + "]: \"[null]\"");
        assertThat(cluster.names()).noneMatch(name -> name.startsWith("StatefulSet"));
    }

    private void servedByAnother() {
        cluster.edit(Dataset.class, NS, NAME, dataset -> {
            dataset.setStatus(DatasetStatusBuilder.builder()
                    .phase("Bound")
                    .runtimes(List.of(RuntimeBuilder.builder()
                            .name(NAME)
                            .namespace(NS)
                            .type("other")
                            .build()))
                    .build());
            return dataset;
        });
        cluster.takeJournal();
    }

    private static PersistentVolume volume(String name, String namespace, String claim) {
        return new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToAnnotations(Annotations.CREATED_BY, Annotations.CREATED_BY_FLUID)
                .endMetadata()
                .withNewSpec()
                .withNewClaimRef()
                .withNamespace(namespace)
                .withName(claim)
                .endClaimRef()
                .endSpec()
                .build();
    }

    private void deleteUntilGone() {
        await().until(() -> {
            reconcile();
            return cluster.get(KIND, NS, NAME).isEmpty();
        });
    }

    @Test
    void a_crash_before_any_write_converges_to_the_same_end() {
        Map<String, Object> wanted = lifeWithCrashAt(-1);
        for (int write = 0; write < 40; write++) {
            assertThat(lifeWithCrashAt(write))
                    .as("crash before write %d", write)
                    .isEqualTo(wanted);
        }
    }

    /** Create, bind, delete; the process dies once. What is left in the cluster, without versions. */
    private Map<String, Object> lifeWithCrashAt(int write) {
        RuntimeReconcilerTest life = new RuntimeReconcilerTest();
        life.engine.usage = engine.usage;
        Map<String, Object> seen = new HashMap<>();
        life.reconciler = life.reconciler(write < 0 ? life.cluster : new CrashingCluster(life.cluster, write));
        try {
            life.createBoth();
            life.step();
            life.podsAreReady(1);
            life.step();
            seen.put("bound", life.cluster.names());
            seen.put("phase", life.dataset().getStatus().phase());
            seen.put("worker", life.worker().getSpec());
            seen.put("ports", PortAllocator.recorded(life.runtime()));
            life.cluster.deleteByUser(life.runtime());
            await().until(() -> {
                life.step();
                return life.cluster.get(KIND, NS, NAME).isEmpty();
            });
            seen.put("left", life.cluster.names());
            seen.put(
                    "node",
                    String.valueOf(life.cluster
                            .get(Node.class, "", "node-1")
                            .orElseThrow()
                            .getMetadata()
                            .getLabels()));
            seen.put("dataset", life.dataset().getStatus());
            life.stopThreads();
            return seen;
        } catch (Exception e) {
            throw new AssertionError("crash before write " + write, e);
        }
    }

    private void step() {
        try {
            reconcile();
        } catch (CrashingCluster.Crash crash) {
            // A new process begins with nothing in memory.
            reconciler = reconciler(cluster);
            reconcile();
        }
    }
}
