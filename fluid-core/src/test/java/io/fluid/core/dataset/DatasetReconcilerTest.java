package io.fluid.core.dataset;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fluid.api.v1alpha1.ConditionBuilder;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.DatasetStatusBuilder;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.api.v1alpha1.MountBuilder;
import io.fluid.api.v1alpha1.RuntimeBuilder;
import io.fluid.core.elastic.AnnouncedKind;
import io.fluid.core.kube.FakeCluster;
import io.fluid.core.kube.ReconcileResult;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class DatasetReconcilerTest {

    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final String TIMES =
            "\"lastUpdateTime\":\"2026-01-01T00:01:00Z\",\"lastTransitionTime\":\"2026-01-01T00:01:00Z\"";

    private final FakeCluster cluster = new FakeCluster();

    @Test
    void new_dataset_gets_a_finalizer_and_becomes_NotBound() {
        cluster.put(dataset(mount("s3://bucket", "a"))).put(controller()).put(runtime());

        assertThat(reconcile(CREATED)).isEqualTo(ReconcileResult.done());
        reconcile(CREATED.plusSeconds(60));

        assertThat(cluster.journal())
                .containsExactly(
                        "finalizer+ Dataset default/demo fluid-dataset-controller-finalizer",
                        "status Dataset default/demo conditions=[] phase=NotBound");
    }

    @Test
    void dataset_without_runtime_says_after_a_while_what_could_be_created() {
        cluster.put(dataset(mount("s3://bucket", "a"))).put(controller());

        assertThat(reconcile(CREATED)).isEqualTo(ReconcileResult.after(Duration.ofSeconds(5)));
        cluster.takeJournal();
        assertThat(reconcile(CREATED.plusSeconds(60))).isEqualTo(ReconcileResult.done());
        reconcile(CREATED.plusSeconds(120));

        assertThat(cluster.takeJournal())
                .containsExactly("status Dataset default/demo conditions=[{\"type\":\"NotReady\",\"status\":\"True\","
                        + "\"reason\":\"RuntimeNotFound\",\"message\":\"no runtime named default/demo; create one of"
                        + " DemoRuntime\"," + TIMES + "}]");

        cluster.put(runtime());
        reconcile(CREATED.plusSeconds(180));

        assertThat(cluster.journal()).containsExactly("status Dataset default/demo conditions=[]");
    }

    @Test
    void a_runtime_whose_controller_cannot_start_is_named_with_the_reason() {
        cluster.put(dataset(mount("s3://bucket", "a"))).put(controller()).put(runtime());
        Clock clock = Clock.fixed(CREATED.plusSeconds(60), ZoneOffset.UTC);
        List<AnnouncedKind> kinds = AnnouncedKind.all(cluster, "fluid-system");
        Map<String, String> failures = Map.of("DemoRuntime", "DEMO: \"x\" is not accepted; expected y");
        DatasetReconciler reconciler =
                new DatasetReconciler(cluster, () -> kinds, kind -> Optional.ofNullable(failures.get(kind)), clock);

        assertThat(reconciler.reconcile("default", "demo")).isEqualTo(ReconcileResult.done());
        assertThat(cluster.takeJournal())
                .contains("status Dataset default/demo conditions=[{\"type\":\"NotReady\",\"status\":\"True\","
                        + "\"reason\":\"RuntimeNotFound\",\"message\":\"DemoRuntime is not served: DEMO: \\\"x\\\" is not"
                        + " accepted; expected y\"," + TIMES + "}] phase=NotBound");

        reconcile(CREATED.plusSeconds(120));
        assertThat(cluster.journal()).containsExactly("status Dataset default/demo conditions=[]");
    }

    @Test
    void bad_dataset_is_refused_with_field_value_and_what_is_accepted() {
        cluster.put(dataset(mount("bucket/folder", "a"), mount("s3://b", "a"))).put(controller());
        String message = "Dataset.spec.mounts[0].mountPoint: \"bucket/folder\" is not accepted; expected scheme://path,"
                + " for example s3://bucket/folder; Dataset.spec.mounts[1].name: \"a\" is not accepted; expected a name"
                + " that mounts[0] does not have already";

        reconcile(CREATED.plusSeconds(60));
        reconcile(CREATED.plusSeconds(70));

        assertThat(cluster.journal())
                .containsExactly(
                        "finalizer+ Dataset default/demo fluid-dataset-controller-finalizer",
                        "status Dataset default/demo conditions=[{\"type\":\"NotReady\",\"status\":\"True\",\"reason\":"
                                + "\"DatasetFailedToSetup\",\"message\":\"" + message.replace("\"", "\\\"") + "\","
                                + TIMES + "}] phase=NotBound",
                        "event Dataset default/demo Warning ErrorCreateDataset: " + message);
    }

    @Test
    void a_runtime_type_that_nobody_serves_is_told_once_and_does_not_matter() {
        Dataset dataset = dataset(mount("s3://bucket", "a"));
        dataset.setSpec(DatasetSpecBuilder.builder(dataset.getSpec())
                .runtimes(List.of(
                        RuntimeBuilder.builder().name("demo").type("Demo").build(),
                        RuntimeBuilder.builder().name("demo").type("goose").build()))
                .build());
        cluster.put(dataset).put(controller()).put(runtime());
        String message = "Dataset.spec.runtimes[1].type: \"goose\" is not accepted; expected one of DemoRuntime";

        reconcile(CREATED.plusSeconds(60));
        reconcile(CREATED.plusSeconds(70));

        assertThat(cluster.takeJournal())
                .containsExactly(
                        "finalizer+ Dataset default/demo fluid-dataset-controller-finalizer",
                        "status Dataset default/demo conditions=[{\"type\":\"RuntimeTypeUnknown\",\"status\":\"True\","
                                + "\"reason\":\"RuntimeTypeUnknown\",\"message\":\"" + message.replace("\"", "\\\"")
                                + "\"," + TIMES + "}] phase=NotBound",
                        "event Dataset default/demo Warning ErrorValidateSpecFields: " + message);

        cluster.edit(Dataset.class, "default", "demo", edited -> {
            edited.setSpec(DatasetSpecBuilder.builder(edited.getSpec())
                    .runtimes(List.of())
                    .build());
            return edited;
        });
        reconcile(CREATED.plusSeconds(80));

        assertThat(cluster.takeJournal()).containsExactly("status Dataset default/demo conditions=[]");
    }

    @Test
    void the_words_of_a_runtime_that_is_gone_are_taken_back_where_there_is_another_of_its_name() {
        cluster.put(troubled("DemoRuntime")).put(controller()).put(runtime());
        reconcile(CREATED.plusSeconds(60));
        assertThat(cluster.takeJournal()).noneMatch(line -> line.contains("conditions"));

        cluster.put(troubled("GoneRuntime"));
        reconcile(CREATED.plusSeconds(60));
        assertThat(cluster.takeJournal()).anyMatch(line -> line.contains("conditions=[]"));
    }

    private static Dataset troubled(String kind) {
        Dataset dataset = dataset(mount("s3://bucket", "a"));
        dataset.setStatus(DatasetStatusBuilder.builder()
                .conditions(List.of(ConditionBuilder.builder()
                        .type("NotReady")
                        .status("True")
                        .reason("DatasetFailedToSetup")
                        .message(kind + " cannot serve this: no")
                        .build()))
                .build());
        return dataset;
    }

    @Test
    void deletion_waits_for_pods_and_names_them_then_goes_through() {
        cluster.put(dataset(mount("s3://bucket", "a")))
                .put(controller())
                .put(runtime())
                .put(pod("Running"));
        reconcile(CREATED);
        cluster.deleteByUser(cluster.get(Dataset.class, "default", "demo").orElseThrow());
        cluster.takeJournal();

        assertThat(reconcile(CREATED.plusSeconds(60))).isEqualTo(ReconcileResult.after(Duration.ofSeconds(10)));
        reconcile(CREATED.plusSeconds(70));
        cluster.put(pod("Succeeded"));
        assertThat(reconcile(CREATED.plusSeconds(71))).isEqualTo(ReconcileResult.done());

        assertThat(cluster.journal())
                .containsExactly(
                        "status Dataset default/demo conditions=[{\"type\":\"DeletionBlocked\",\"status\":\"True\","
                                + "\"reason\":\"DatasetInUse\",\"message\":\"deletion waits for pods that use the"
                                + " dataset: reader\"," + TIMES + "}]",
                        "event Dataset default/demo Warning ErrorDeleteDataset: deletion waits for pods that use the"
                                + " dataset: reader",
                        "finalizer- Dataset default/demo fluid-dataset-controller-finalizer");
        assertThat(cluster.get(Dataset.class, "default", "demo")).isEmpty();
    }

    private ReconcileResult reconcile(Instant now) {
        return new DatasetReconciler(cluster, "fluid-system", Clock.fixed(now, ZoneOffset.UTC))
                .reconcile("default", "demo");
    }

    private static Dataset dataset(Mount... mounts) {
        Dataset dataset = new Dataset();
        dataset.setMetadata(new ObjectMetaBuilder()
                .withNamespace("default")
                .withName("demo")
                .withCreationTimestamp(CREATED.toString())
                .build());
        dataset.setSpec(DatasetSpecBuilder.builder().mounts(List.of(mounts)).build());
        return dataset;
    }

    private static Mount mount(String mountPoint, String name) {
        return MountBuilder.builder().mountPoint(mountPoint).name(name).build();
    }

    private static Pod pod(String phase) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("reader")
                .addToAnnotations("fluid.io/datasets-in-use", "other,demo")
                .endMetadata()
                .withNewStatus()
                .withPhase(phase)
                .endStatus()
                .build();
    }

    private static io.fabric8.kubernetes.api.model.apps.Deployment controller() {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("fluid-system")
                .withName("demoruntime-controller")
                .addToLabels("fluid.io/runtime-controller", "demo")
                .addToAnnotations("runtime.fluid.io/kind", "DemoRuntime")
                .addToAnnotations("runtime.fluid.io/api-version", "data.fluid.io/v1alpha1")
                .addToAnnotations("runtime.fluid.io/plural", "demoruntimes")
                .endMetadata()
                .build();
    }

    private static GenericKubernetesResource runtime() {
        GenericKubernetesResource runtime = new GenericKubernetesResource();
        runtime.setApiVersion("data.fluid.io/v1alpha1");
        runtime.setKind("DemoRuntime");
        runtime.setMetadata(new ObjectMetaBuilder()
                .withNamespace("default")
                .withName("demo")
                .build());
        return runtime;
    }
}
