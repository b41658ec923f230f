package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.DataLoadSpec;
import io.fluid.api.v1alpha1.DataLoadSpecBuilder;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.DatasetStatusBuilder;
import io.fluid.api.v1alpha1.OperationRefBuilder;
import io.fluid.api.v1alpha1.OperationStatus;
import io.fluid.api.v1alpha1.RuntimeBuilder;
import io.fluid.api.v1alpha1.TargetDatasetBuilder;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.kube.FakeCluster;
import io.fluid.core.kube.ReconcileResult;
import io.fluid.core.runtime.FakeEngine;
import io.fluid.core.spi.ClusterFacts;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class DataLoadReconcilerTest {

    private static final String NS = "team";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:02:00Z"), ZoneOffset.UTC);

    private final FakeCluster cluster = new FakeCluster();
    private final DataLoadReconciler reconciler = new DataLoadReconciler(
            cluster, EngineRegistry.of(new FakeEngine().loaded()), ClusterFacts.defaults(), CLOCK);

    private ReconcileResult reconcile(String name) {
        return reconciler.reconcile(NS, name);
    }

    private static DataLoadSpecBuilder spec() {
        return DataLoadSpecBuilder.builder()
                .dataset(TargetDatasetBuilder.builder().name("model").build());
    }

    private void load(String name, DataLoadSpec spec) {
        DataLoad load = new DataLoad();
        load.getMetadata().setNamespace(NS);
        load.getMetadata().setName(name);
        load.setSpec(spec);
        cluster.put(load);
    }

    private void boundDataset() {
        Dataset dataset = new Dataset();
        dataset.getMetadata().setNamespace(NS);
        dataset.getMetadata().setName("model");
        dataset.setSpec(DatasetSpecBuilder.builder().build());
        dataset.setStatus(DatasetStatusBuilder.builder()
                .phase("Bound")
                .runtimes(List.of(RuntimeBuilder.builder()
                        .name("model")
                        .namespace(NS)
                        .type("fake")
                        .build()))
                .build());
        cluster.put(dataset).put(FakeEngine.runtime(NS, "model", Map.of()));
    }

    private OperationStatus status(String name) {
        return cluster.get(DataLoad.class, NS, name).orElseThrow().getStatus();
    }

    private Dataset dataset() {
        return cluster.get(Dataset.class, NS, "model").orElseThrow();
    }

    private void jobEnds(String name, String how) {
        cluster.edit(Job.class, NS, name + "-loader-job", job -> {
            job.setStatus(new JobStatusBuilder()
                    .addNewCondition()
                    .withType(how)
                    .withStatus("True")
                    .withLastTransitionTime("2026-01-01T00:00:42Z")
                    .endCondition()
                    .build());
            return job;
        });
    }

    private List<String> writes() {
        return cluster.takeJournal().stream()
                .map(line -> line.replaceAll("^(\\S+ \\S+ \\S+).*$", "$1"))
                .toList();
    }

    @Test
    void runs_a_job_marks_the_dataset_and_tells_success() {
        boundDataset();
        load("warm", spec().build());
        reconcile("warm");
        assertThat(writes())
                .containsExactly(
                        "finalizer+ DataLoad team/warm",
                        "owner+ DataLoad team/warm",
                        "status Dataset team/model",
                        "apply ConfigMap team/warm-script",
                        "apply Job team/warm-loader-job",
                        "status DataLoad team/warm");
        assertThat(status("warm").phase()).isEqualTo("Executing");
        assertThat(dataset().getStatus().operationRef()).containsEntry("DataLoad", "warm");
        reconcile("warm");
        assertThat(writes()).isEmpty();
        jobEnds("warm", "Complete");
        reconcile("warm");
        assertThat(writes())
                .containsExactly("status Dataset team/model", "event DataLoad team/warm", "status DataLoad team/warm");
        assertThat(status("warm").phase()).isEqualTo("Complete");
        assertThat(status("warm").duration()).isEqualTo("42s");
        assertThat(dataset().getStatus().operationRef()).isEmpty();
    }

    @Test
    void a_failed_job_tells_the_last_words_of_its_pod() {
        boundDataset();
        load("warm", spec().build());
        reconcile("warm");
        cluster.put(new PodBuilder()
                .withNewMetadata()
                .withNamespace(NS)
                .withName("warm-loader-job-x")
                .addToLabels("batch.kubernetes.io/job-name", "warm-loader-job")
                .endMetadata()
                .withNewStatus()
                .addNewContainerStatus()
                .withName("dataloader")
                .withNewState()
                .withNewTerminated()
                .withExitCode(2)
                .withMessage("/nowhere does not exist")
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build());
        jobEnds("warm", "Failed");
        reconcile("warm");
        assertThat(status("warm").phase()).isEqualTo("Failed");
        assertThat(status("warm").conditions().get(0).message()).isEqualTo("/nowhere does not exist");
        assertThat(cluster.journal())
                .contains("event DataLoad team/warm Warning DataOperationFailed: /nowhere does not exist");
    }

    @Test
    void a_missing_dataset_is_told_once_and_awaited() {
        load("warm", spec().build());
        assertThat(reconcile("warm")).isEqualTo(ReconcileResult.done());
        reconcile("warm");
        assertThat(writes()).containsExactly("event DataLoad team/warm", "status DataLoad team/warm");
        boundDataset();
        reconcile("warm");
        assertThat(status("warm").phase()).isEqualTo("Executing");
        assertThat(status("warm").conditions()).isEmpty();
    }

    @Test
    void another_namespace_an_event_policy_and_bad_options_are_refused_before_anything_is_created() {
        boundDataset();
        load(
                "far",
                spec().dataset(TargetDatasetBuilder.builder()
                                .name("model")
                                .namespace("other")
                                .build())
                        .build());
        load("onevent", spec().policy("OnEvent").build());
        load("bad", spec().options(Map.of("bad", "x")).build());
        List.of("far", "onevent", "bad").forEach(this::reconcile);
        assertThat(status("far").conditions().get(0).reason()).isEqualTo("TargetDatasetNamespaceNotSame");
        assertThat(status("onevent").conditions().get(0).reason()).isEqualTo("DataOperationNotSupport");
        assertThat(status("bad").conditions().get(0).reason()).isEqualTo("DataOperationNotValid");
        assertThat(cluster.names()).noneMatch(name -> name.startsWith("Job"));
    }

    @Test
    void a_follower_waits_for_success_and_fails_with_its_predecessor() {
        boundDataset();
        load("first", spec().build());
        load(
                "second",
                spec().runAfter(OperationRefBuilder.builder()
                                .kind("DataLoad")
                                .name("first")
                                .build())
                        .build());
        reconcile("first");
        reconcile("second");
        assertThat(status("second").phase()).isEqualTo("Pending");
        jobEnds("first", "Failed");
        reconcile("first");
        reconcile("second");
        assertThat(status("second").phase()).isEqualTo("Failed");
        assertThat(status("second").conditions().get(0).message()).contains("first");
    }

    @Test
    void leaves_when_its_time_is_over() {
        boundDataset();
        load("warm", spec().ttlSecondsAfterFinished(30).build());
        reconcile("warm");
        jobEnds("warm", "Complete");
        reconcile("warm");
        assertThat(reconcile("warm")).isEqualTo(ReconcileResult.after(Duration.ofSeconds(30)));
    }

    @Test
    void deletion_takes_mark_and_job_away() {
        boundDataset();
        load("warm", spec().build());
        reconcile("warm");
        cluster.deleteByUser(cluster.get(DataLoad.class, NS, "warm").orElseThrow());
        reconcile("warm");
        assertThat(dataset().getStatus().operationRef()).isEmpty();
        assertThat(cluster.names()).doesNotContain("DataLoad team/warm", "Job team/warm-loader-job");
    }
}
