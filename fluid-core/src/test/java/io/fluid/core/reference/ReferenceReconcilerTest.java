package io.fluid.core.reference;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fluid.api.v1alpha1.Condition;
import io.fluid.api.v1alpha1.ConditionBuilder;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.DatasetStatus;
import io.fluid.api.v1alpha1.DatasetStatusBuilder;
import io.fluid.api.v1alpha1.MountBuilder;
import io.fluid.api.v1alpha1.RuntimeBuilder;
import io.fluid.core.dataset.DatasetReconciler;
import io.fluid.core.kube.FakeCluster;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.ReconcileResult;
import io.fluid.core.status.Conditions;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;

class ReferenceReconcilerTest {

    private static final ObjectKey MODEL = new ObjectKey("lab", "model");
    private static final ObjectKey VIEW = new ObjectKey("apps", "view");

    private final FakeCluster cluster = new FakeCluster();
    private final Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:01:00Z"), ZoneOffset.UTC);
    private final ReferenceReconciler reconciler =
            new ReferenceReconciler(cluster, new DatasetReconciler(cluster, "fluid-system", clock), clock);

    @Test
    void a_reference_gets_volume_claim_and_configuration_of_its_own_and_is_entered() {
        served();
        refer("dataset://lab/model/2024");

        assertThat(reconcile()).isEqualTo(ReconcileResult.done());

        assertThat(cluster.takeJournal().stream().map(line -> line.replaceAll(" conditions.*", "")))
                .containsExactly(
                        "finalizer+ Dataset apps/view fluid-dataset-controller-finalizer",
                        "metadata Dataset apps/view labels={\"fluid.io/dataset-id\":\"apps-view\"}",
                        "status Dataset lab/model datasetRef=[\"apps/view\"]",
                        "apply ConfigMap apps/view.model-config",
                        "apply PersistentVolume apps-view",
                        "apply PersistentVolumeClaim apps/view",
                        "status Dataset apps/view cacheStates={\"cached\":\"1.00GiB\"}");
        PersistentVolume volume =
                cluster.get(PersistentVolume.class, "", "apps-view").orElseThrow();
        assertThat(volume.getSpec().getCsi().getVolumeHandle()).isEqualTo("apps-view");
        assertThat(volume.getSpec().getCsi().getVolumeAttributes())
                .isEqualTo(Map.of(
                        "fluid_path", "/runtime-mnt/demo/lab/model/demo-fuse",
                        "runtime_namespace", "lab",
                        "runtime_name", "model",
                        "fluid_sub_path", "2024"));
        assertThat(volume.getSpec().getClaimRef().getNamespace()).isEqualTo("apps");
        assertThat(volume.getSpec().getClaimRef().getName()).isEqualTo("view");
        assertThat(volume.getSpec().getAccessModes()).containsExactly("ReadOnlyMany");
        assertThat(volume.getMetadata().getAnnotations()).containsEntry("CreatedBy", "fluid");
        PersistentVolumeClaim claim =
                cluster.get(PersistentVolumeClaim.class, "apps", "view").orElseThrow();
        assertThat(claim.getSpec().getVolumeName()).isEqualTo("apps-view");
        assertThat(claim.getMetadata().getLabels())
                .containsEntry("fluid.io/s-apps-view", "true")
                .containsEntry("fluid.io/dataset-id", "apps-view")
                .containsEntry("fluid.io/dataset.referring-name", "model")
                .containsEntry("fluid.io/dataset.referring-namespace", "lab")
                .containsEntry("fuse.runtime.fluid.io/generation", "g1");
        ConfigMap copy =
                cluster.get(ConfigMap.class, "apps", "view.model-config").orElseThrow();
        assertThat(copy.getData()).containsEntry("port", "1");
        assertThat(copy.getMetadata().getLabels()).containsEntry("fluid.io/copied-from", "lab_model-config");
        assertThat(copy.getMetadata().getOwnerReferences().get(0).getName()).isEqualTo("view");

        reconcile();
        assertThat(cluster.takeJournal()).as("the second time").isEmpty();
    }

    @Test
    void its_status_is_that_of_the_dataset_that_it_refers_to() {
        served();
        refer("dataset://lab/model");
        reconcile();

        DatasetStatus status = status();
        assertThat(status.phase()).isEqualTo("Bound");
        assertThat(status.ufsTotal()).isEqualTo("2.00GiB");
        assertThat(status.fileNum()).isEqualTo("7");
        assertThat(status.runtimes().get(0).namespace()).isEqualTo("lab");
        assertThat(status.mounts().get(0).mountPoint()).isEqualTo("dataset://lab/model");
        assertThat(status.conditions()).extracting(Condition::type).containsExactly("Ready");
        assertThat(reconciler.referencesTo(MODEL)).containsExactly(VIEW);

        model(before -> DatasetStatusBuilder.builder(before)
                .phase("Failed")
                .cacheStates(Map.of("cached", "0.00B"))
                .conditions(List.of(condition("Ready", "False"), condition("DeletionBlocked", "True")))
                .build());
        reconcile();
        assertThat(status().phase()).isEqualTo("Failed");
        assertThat(status().cacheStates()).containsEntry("cached", "0.00B");
        assertThat(status().conditions()).extracting(Condition::type).containsExactly("Ready");
    }

    @Test
    void what_it_waits_for_is_told_in_a_condition_and_an_event() {
        refer("dataset://lab/model");
        reconcile();
        assertThat(trouble()).isEqualTo("the Dataset lab/model, to which this one refers, does not exist");
        assertThat(cluster.journal())
                .contains("event Dataset apps/view Warning ErrorCreateDataset: the Dataset lab/model, to which this one"
                        + " refers, does not exist");

        served();
        model(before -> DatasetStatusBuilder.builder()
                .phase("NotBound")
                .conditions(List.of(condition("NotReady", "True")))
                .build());
        reconcile();
        assertThat(trouble()).isEqualTo("the Dataset lab/model, to which this one refers, is not bound yet: because");

        cluster.edit(Dataset.class, "lab", "model", dataset -> {
            dataset.setSpec(spec("dataset://lab/origin"));
            return dataset;
        });
        reconcile();
        assertThat(trouble()).contains("refers to another one itself");
        assertThat(status().phase()).isEqualTo("NotBound");
        assertThat(cluster.names()).noneMatch(name -> name.startsWith("PersistentVolumeClaim"));
    }

    @Test
    void a_dataset_that_is_being_deleted_takes_no_new_reference_and_asks_the_old_to_go() {
        served();
        cluster.addFinalizer(cluster.get(Dataset.class, "lab", "model").orElseThrow(), DatasetReconciler.FINALIZER);
        refer("dataset://lab/model");
        reconcile();
        cluster.deleteByUser(cluster.get(Dataset.class, "lab", "model").orElseThrow());

        reconcile();
        reconciler.reconcile("lab", "model");

        assertThat(status().phase()).isEqualTo("Bound");
        assertThat(trouble()).contains("is being deleted and waits for this one");
        assertThat(Conditions.find(modelStatus().conditions(), "DeletionBlocked")
                        .orElseThrow()
                        .message())
                .isEqualTo("deletion waits for datasets that mount this one: apps/view");

        Dataset late = new Dataset();
        late.getMetadata().setNamespace("apps");
        late.getMetadata().setName("late");
        late.setSpec(spec("dataset://lab/model"));
        cluster.put(late);
        reconciler.reconcile("apps", "late");
        assertThat(cluster.get(Dataset.class, "apps", "late")
                        .orElseThrow()
                        .getStatus()
                        .conditions()
                        .get(0)
                        .message())
                .isEqualTo("the Dataset lab/model, to which this one refers, is being deleted");
        assertThat(modelStatus().datasetRef()).containsExactly("apps/view");
    }

    @Test
    void an_entry_of_somebody_who_no_longer_refers_does_not_hold_the_deletion_up() {
        served();
        refer("s3://bucket");
        model(before -> DatasetStatusBuilder.builder(before)
                .datasetRef(List.of("apps/view", "apps/gone", "nonsense"))
                .build());
        reconciler.reconcile("lab", "model");
        assertThat(modelStatus().datasetRef()).isEmpty();

        model(before -> DatasetStatusBuilder.builder(before)
                .datasetRef(List.of("apps/view"))
                .build());
        cluster.deleteByUser(cluster.get(Dataset.class, "lab", "model").orElseThrow());
        reconciler.reconcile("lab", "model");
        assertThat(cluster.get(Dataset.class, "lab", "model")).isEmpty();
    }

    @Test
    void deletion_waits_for_pods_then_takes_everything_away() {
        served();
        refer("dataset://lab/model");
        reconcile();
        reader("Running");
        cluster.deleteByUser(cluster.get(Dataset.class, "apps", "view").orElseThrow());
        reconcile();
        assertThat(Conditions.find(status().conditions(), "DeletionBlocked")
                        .orElseThrow()
                        .message())
                .isEqualTo("deletion waits for pods that use the dataset: reader");
        reader("Succeeded");
        cluster.takeJournal();

        assertThat(reconcile()).isEqualTo(ReconcileResult.done());

        assertThat(cluster.takeJournal())
                .containsExactly(
                        "delete PersistentVolumeClaim apps/view",
                        "delete PersistentVolume apps-view",
                        "delete ConfigMap apps/view.model-config",
                        "status Dataset lab/model datasetRef=null",
                        "finalizer- Dataset apps/view fluid-dataset-controller-finalizer");
        assertThat(cluster.get(Dataset.class, "apps", "view")).isEmpty();
        reconcile();
        assertThat(reconciler.referencesTo(MODEL)).isEmpty();
    }

    @Test
    void a_fuse_that_needs_a_secret_serves_its_own_namespace_only() {
        served();
        cluster.edit(
                DaemonSet.class,
                "lab",
                "model-fuse",
                fuse -> new DaemonSetBuilder(fuse)
                        .editSpec()
                        .editTemplate()
                        .editSpec()
                        .editFirstContainer()
                        .addNewEnv()
                        .withName("KEY")
                        .withNewValueFrom()
                        .withNewSecretKeyRef("key", "store", false)
                        .endValueFrom()
                        .endEnv()
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build());
        refer("dataset://lab/model");
        reconcile();

        assertThat(status().phase()).isEqualTo("NotBound");
        assertThat(trouble())
                .isEqualTo(
                        "the fuse of the Dataset lab/model needs Secret \"store\" of its namespace, which pods of the"
                                + " namespace apps cannot mount; create a Dataset with a runtime in apps, or run the pods in lab");
        assertThat(cluster.names()).doesNotContain("PersistentVolumeClaim apps/view");
        assertThat(modelStatus().datasetRef()).isEmpty();

        Dataset near = new Dataset();
        near.getMetadata().setNamespace("lab");
        near.getMetadata().setName("near");
        near.setSpec(spec("dataset://lab/model"));
        cluster.put(near);
        reconciler.reconcile("lab", "near");
        assertThat(cluster.names())
                .contains("PersistentVolumeClaim lab/near")
                .noneMatch(name -> name.startsWith("ConfigMap lab/near"));
    }

    @Test
    void a_reference_may_write_only_where_it_asks_to_and_the_dataset_allows_it() {
        served();
        refer("dataset://lab/model", "ReadWriteMany");
        reconcile();
        assertThat(trouble())
                .isEqualTo("Dataset.spec.accessModes[0]: \"ReadWriteMany\" is not accepted; expected ReadOnlyMany,"
                        + " because the Dataset lab/model allows ReadOnlyMany");

        cluster.edit(Dataset.class, "lab", "model", dataset -> {
            dataset.setSpec(DatasetSpecBuilder.builder(dataset.getSpec())
                    .accessModes(List.of("ReadWriteMany"))
                    .build());
            return dataset;
        });
        reconcile();
        assertThat(cluster.get(PersistentVolumeClaim.class, "apps", "view")
                        .orElseThrow()
                        .getSpec()
                        .getAccessModes())
                .containsExactly("ReadWriteMany");
    }

    @Test
    void the_copies_follow_the_configuration_of_the_fuse() {
        served();
        refer("dataset://lab/model");
        reconcile();
        cluster.edit(ConfigMap.class, "lab", "model-config", config -> {
            config.setData(Map.of("port", "2"));
            return config;
        });
        reconcile();
        assertThat(cluster.get(ConfigMap.class, "apps", "view.model-config")
                        .orElseThrow()
                        .getData())
                .containsEntry("port", "2");
    }

    @Test
    void a_reference_to_what_is_gone_lets_its_volume_go_when_nobody_uses_it() {
        served();
        refer("dataset://lab/model");
        reconcile();
        reader("Running");
        cluster.drop(cluster.get(Dataset.class, "lab", "model").orElseThrow());

        reconcile();
        assertThat(status().phase()).isEqualTo("NotBound");
        assertThat(cluster.names()).contains("PersistentVolumeClaim apps/view");

        reader("Failed");
        reconcile();
        assertThat(cluster.names()).doesNotContain("PersistentVolumeClaim apps/view", "PersistentVolume apps-view");
        assertThat(status().mounts()).isEmpty();
    }

    @Test
    void a_reference_beside_other_mounts_is_refused() {
        Dataset mixed = new Dataset();
        mixed.getMetadata().setNamespace("apps");
        mixed.getMetadata().setName("view");
        mixed.setSpec(DatasetSpecBuilder.builder()
                .mounts(List.of(
                        MountBuilder.builder()
                                .mountPoint("s3://bucket")
                                .name("a")
                                .build(),
                        MountBuilder.builder()
                                .mountPoint("dataset://lab/model")
                                .name("b")
                                .build()))
                .build());
        cluster.put(mixed);
        reconcile();
        assertThat(trouble())
                .startsWith("Dataset.spec.mounts[1].mountPoint: \"dataset://lab/model\" is not accepted; expected");
    }

    private ReconcileResult reconcile() {
        return reconciler.reconcile("apps", "view");
    }

    private DatasetStatus status() {
        return cluster.get(Dataset.class, "apps", "view").orElseThrow().getStatus();
    }

    private DatasetStatus modelStatus() {
        return cluster.get(Dataset.class, "lab", "model").orElseThrow().getStatus();
    }

    private String trouble() {
        return Conditions.find(status().conditions(), "NotReady")
                .filter(condition -> condition.status().equals("True"))
                .orElseThrow()
                .message();
    }

    private void model(UnaryOperator<DatasetStatus> change) {
        cluster.edit(Dataset.class, "lab", "model", dataset -> {
            dataset.setStatus(change.apply(dataset.getStatus()));
            return dataset;
        });
    }

    private static Condition condition(String type, String status) {
        return ConditionBuilder.builder()
                .type(type)
                .status(status)
                .reason("Test")
                .message("because")
                .build();
    }

    private static io.fluid.api.v1alpha1.DatasetSpec spec(String mountPoint, String... modes) {
        return DatasetSpecBuilder.builder()
                .mounts(List.of(MountBuilder.builder().mountPoint(mountPoint).build()))
                .accessModes(List.of(modes))
                .build();
    }

    private void refer(String mountPoint, String... modes) {
        Dataset view = new Dataset();
        view.getMetadata().setNamespace("apps");
        view.getMetadata().setName("view");
        view.setSpec(spec(mountPoint, modes));
        cluster.put(view);
    }

    private void reader(String phase) {
        cluster.put(new PodBuilder()
                .withNewMetadata()
                .withNamespace("apps")
                .withName("reader")
                .addToAnnotations("fluid.io/datasets-in-use", "view")
                .endMetadata()
                .withNewStatus()
                .withPhase(phase)
                .endStatus()
                .build());
    }

    /** A Dataset as its runtime's controller leaves it. */
    private void served() {
        Dataset model = new Dataset();
        model.getMetadata().setNamespace("lab");
        model.getMetadata().setName("model");
        model.setSpec(spec("s3://bucket"));
        model.setStatus(DatasetStatusBuilder.builder()
                .phase("Bound")
                .ufsTotal("2.00GiB")
                .fileNum("7")
                .cacheStates(Map.of("cached", "1.00GiB"))
                .conditions(List.of(condition("Ready", "True")))
                .mounts(spec("s3://bucket").mounts())
                .runtimes(List.of(RuntimeBuilder.builder()
                        .name("model")
                        .namespace("lab")
                        .type("demo")
                        .build()))
                .build());
        cluster.put(model)
                .put(new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName("lab-model")
                        .endMetadata()
                        .withNewSpec()
                        .withNewCsi()
                        .withDriver("fuse.csi.fluid.io")
                        .withVolumeHandle("lab-model")
                        .addToVolumeAttributes("fluid_path", "/runtime-mnt/demo/lab/model/demo-fuse")
                        .addToVolumeAttributes("runtime_namespace", "lab")
                        .addToVolumeAttributes("runtime_name", "model")
                        .endCsi()
                        .endSpec()
                        .build())
                .put(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace("lab")
                        .withName("model-config")
                        .endMetadata()
                        .addToData("port", "1")
                        .build())
                .put(new DaemonSetBuilder()
                        .withNewMetadata()
                        .withNamespace("lab")
                        .withName("model-fuse")
                        .addToLabels("fluid.io/component", "fuse")
                        .addToLabels("fluid.io/dataset-id", "lab-model")
                        .endMetadata()
                        .withNewSpec()
                        .withNewTemplate()
                        .withNewMetadata()
                        .addToLabels("fuse.runtime.fluid.io/generation", "g1")
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("fuse")
                        .addNewVolumeMount()
                        .withName("config")
                        .withMountPath("/etc/demo")
                        .endVolumeMount()
                        .endContainer()
                        .addNewVolume()
                        .withName("config")
                        .withNewConfigMap()
                        .withName("model-config")
                        .endConfigMap()
                        .endVolume()
                        .addNewVolume()
                        .withName("unused")
                        .withNewSecret()
                        .withSecretName("unused")
                        .endSecret()
                        .endVolume()
                        .endSpec()
                        .endTemplate()
                        .endSpec()
                        .build());
    }
}
