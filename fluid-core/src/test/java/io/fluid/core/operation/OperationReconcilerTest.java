package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fluid.api.v1alpha1.AffinityStrategyBuilder;
import io.fluid.api.v1alpha1.DataBackup;
import io.fluid.api.v1alpha1.DataBackupSpecBuilder;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.DataLoadSpec;
import io.fluid.api.v1alpha1.DataLoadSpecBuilder;
import io.fluid.api.v1alpha1.DataMigrate;
import io.fluid.api.v1alpha1.DataMigrateSpecBuilder;
import io.fluid.api.v1alpha1.DataProcess;
import io.fluid.api.v1alpha1.DataProcessSpecBuilder;
import io.fluid.api.v1alpha1.DataToMigrate;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.DatasetStatusBuilder;
import io.fluid.api.v1alpha1.DatasetToMigrate;
import io.fluid.api.v1alpha1.ExternalStorage;
import io.fluid.api.v1alpha1.JobProcessor;
import io.fluid.api.v1alpha1.MountBuilder;
import io.fluid.api.v1alpha1.OperationRef;
import io.fluid.api.v1alpha1.OperationRefBuilder;
import io.fluid.api.v1alpha1.OperationStatus;
import io.fluid.api.v1alpha1.PodMetadata;
import io.fluid.api.v1alpha1.Processor;
import io.fluid.api.v1alpha1.ProcessorBuilder;
import io.fluid.api.v1alpha1.RuntimeBuilder;
import io.fluid.api.v1alpha1.ScriptProcessorBuilder;
import io.fluid.api.v1alpha1.TargetDatasetBuilder;
import io.fluid.api.v1alpha1.TargetDatasetWithMountPathBuilder;
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

class OperationReconcilerTest {

    private static final String NS = "team";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:02:00Z"), ZoneOffset.UTC);

    private final FakeCluster cluster = new FakeCluster();
    private final EngineRegistry engines = EngineRegistry.of(new FakeEngine().loaded());
    private final OperationReconciler<DataLoad> reconciler =
            new OperationReconciler<>(new DataLoads(), cluster, engines, ClusterFacts.defaults(), CLOCK);
    private final OperationReconciler<DataProcess> processes =
            new OperationReconciler<>(new DataProcesses(), cluster, engines, ClusterFacts.defaults(), CLOCK);
    private final OperationReconciler<DataBackup> backups =
            new OperationReconciler<>(new DataBackups(), cluster, engines, ClusterFacts.defaults(), CLOCK);
    private final OperationReconciler<DataMigrate> migrates =
            new OperationReconciler<>(new DataMigrates(), cluster, engines, ClusterFacts.defaults(), CLOCK);

    private ReconcileResult reconcile(String name) {
        return reconciler.reconcile(NS, name);
    }

    @Test
    void an_operation_on_a_dataset_that_refers_to_another_is_refused_and_told_where_to_run() {
        Dataset reference = new Dataset();
        reference.getMetadata().setNamespace(NS);
        reference.getMetadata().setName("model");
        reference.setSpec(DatasetSpecBuilder.builder()
                .mounts(List.of(MountBuilder.builder()
                        .mountPoint("dataset://lab/origin")
                        .build()))
                .build());
        cluster.put(reference);
        load("warm", spec().build());

        reconcile("warm");

        assertThat(status("warm").phase()).isEqualTo("Failed");
        assertThat(cluster.journal().get(0))
                .isEqualTo("event DataLoad team/warm Warning DataOperationNotSupport: DataLoad.spec.dataset.name:"
                        + " \"model\" is not accepted; expected a Dataset that does not refer to another one: run the"
                        + " DataLoad on origin in the namespace lab");
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
                        "claim DataLoad team/warm",
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
                .containsExactly("status Dataset team/model", "status DataLoad team/warm", "event DataLoad team/warm");
        assertThat(status("warm").phase()).isEqualTo("Complete");
        assertThat(status("warm").duration()).isEqualTo("42s");
        assertThat(dataset().getStatus().operationRef()).isEmpty();
    }

    @Test
    void a_job_that_ended_while_nobody_looked_ends_the_operation() {
        boundDataset();
        load("warm", spec().build());
        reconcile("warm");
        jobEnds("warm", "Complete");
        // The process died when it had made the Job, before it could say so.
        load("warm", spec().build());

        assertThat(reconcile("warm")).isEqualTo(ReconcileResult.after(Duration.ZERO));
        reconcile("warm");

        assertThat(status("warm").phase()).isEqualTo("Complete");
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
        load("warm", spec().ttlSecondsAfterFinished(100).build());
        reconcile("warm");
        jobEnds("warm", "Complete");
        reconcile("warm");
        assertThat(reconcile("warm")).isEqualTo(ReconcileResult.after(Duration.ofSeconds(22)));
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

    @Test
    void a_schedule_becomes_a_cron_job_and_each_round_is_told() {
        boundDataset();
        load("nightly", spec().policy("Cron").schedule("0 2 * * *").build());
        reconcile("nightly");
        reconcile("nightly");
        assertThat(writes())
                .containsExactly(
                        "claim DataLoad team/nightly",
                        "apply ConfigMap team/nightly-script",
                        "apply CronJob team/nightly-loader-job",
                        "status DataLoad team/nightly");
        assertThat(status("nightly").phase()).isEqualTo("Pending");
        CronJob schedule = cluster.get(CronJob.class, NS, "nightly-loader-job").orElseThrow();
        assertThat(schedule.getSpec().getSchedule()).isEqualTo("0 2 * * *");
        assertThat(schedule.getMetadata().getLabels()).containsEntry("fluid.io/jobPolicy", "cron");

        round(schedule, "r1", "2026-01-01T02:00:00Z");
        reconcile("nightly");
        assertThat(status("nightly").phase()).isEqualTo("Executing");
        assertThat(dataset().getStatus().operationRef()).containsEntry("DataLoad", "nightly");

        roundEnds("r1", "Complete", "2026-01-01T02:00:30Z");
        reconcile("nightly");
        reconcile("nightly");
        assertThat(status("nightly").phase()).isEqualTo("Complete");
        assertThat(status("nightly").duration()).isEqualTo("30s");
        assertThat(dataset().getStatus().operationRef()).isEmpty();

        round(schedule, "r2", "2026-01-02T02:00:00Z");
        reconcile("nightly");
        assertThat(status("nightly").phase()).isEqualTo("Executing");
        assertThat(status("nightly").duration()).isEqualTo("-");
        roundEnds("r2", "Failed", "2026-01-02T02:00:05Z");
        reconcile("nightly");
        assertThat(status("nightly").phase()).isEqualTo("Failed");
        assertThat(cluster.takeJournal())
                .filteredOn(line -> line.startsWith("event"))
                .extracting(line -> line.split(" ")[4])
                .containsExactly("DataOperationSucceed:", "DataOperationFailed:");
    }

    private void round(CronJob schedule, String name, String created) {
        cluster.put(new JobBuilder()
                .withNewMetadata()
                .withNamespace(NS)
                .withName(name)
                .withCreationTimestamp(created)
                .withLabels(schedule.getSpec().getJobTemplate().getMetadata().getLabels())
                .endMetadata()
                .build());
    }

    private void roundEnds(String name, String how, String at) {
        cluster.edit(Job.class, NS, name, job -> {
            job.setStatus(new JobStatusBuilder()
                    .addNewCondition()
                    .withType(how)
                    .withStatus("True")
                    .withLastTransitionTime(at)
                    .endCondition()
                    .build());
            return job;
        });
    }

    @Test
    void a_schedule_without_time_is_refused() {
        boundDataset();
        load("never", spec().policy("Cron").build());
        reconcile("never");
        assertThat(status("never").conditions().get(0).reason()).isEqualTo("ScheduleNotSpecified");
        assertThat(cluster.names()).noneMatch(name -> name.contains("Job"));
    }

    @Test
    void a_process_runs_the_users_script_on_the_dataset_as_any_application_would() {
        boundDataset();
        process("count", script().build(), "/data");
        processes.reconcile(NS, "count");
        assertThat(writes())
                .containsExactly(
                        "claim DataProcess team/count",
                        "status Dataset team/model",
                        "apply ConfigMap team/count-processor-scripts",
                        "apply Job team/count-processor-job",
                        "status DataProcess team/count");
        var pod = cluster.get(Job.class, NS, "count-processor-job")
                .orElseThrow()
                .getSpec()
                .getTemplate();
        assertThat(pod.getMetadata().getLabels()).containsEntry("serverless.fluid.io/inject", "true");
        assertThat(pod.getSpec().getVolumes())
                .extracting(volume -> volume.getName())
                .containsExactly("fluid-scripts", "fluid-dataset-vol");
        var container = pod.getSpec().getContainers().get(0);
        assertThat(container.getCommand()).containsExactly("bash");
        assertThat(container.getArgs()).containsExactly("/fluid-scripts/preprocess.sh");
        assertThat(container.getVolumeMounts())
                .extracting(mount -> mount.getName() + "=" + mount.getMountPath())
                .containsExactly("fluid-scripts=/fluid-scripts", "fluid-dataset-vol=/data");
        assertThat(cluster.get(ConfigMap.class, NS, "count-processor-scripts")
                        .orElseThrow()
                        .getData())
                .containsEntry("preprocess.sh", "wc -c /data/*; echo \"$(id)\"");
    }

    @Test
    void no_sidecar_is_asked_for_where_the_user_says_otherwise_or_no_claim_is_mounted() {
        boundDataset();
        process(
                "count",
                script().podMetadata(
                                new PodMetadata(Map.of("fuse.serverful.fluid.io/inject", "true"), Map.of(), Map.of()))
                        .build(),
                "/data");
        load("warm", spec().build());
        processes.reconcile(NS, "count");
        reconcile("warm");
        for (String job : List.of("count-processor-job", "warm-loader-job")) {
            assertThat(cluster.get(Job.class, NS, job)
                            .orElseThrow()
                            .getSpec()
                            .getTemplate()
                            .getMetadata()
                            .getLabels())
                    .doesNotContainKey("serverless.fluid.io/inject");
        }
    }

    @Test
    void a_process_that_cannot_work_is_refused_with_the_reason() {
        boundDataset();
        process("none", ProcessorBuilder.builder().build(), "/data");
        process(
                "both",
                ProcessorBuilder.builder()
                        .script(script().build().script())
                        .job(new JobProcessor(new PodSpec(), Map.of()))
                        .build(),
                "/data");
        process(
                "conflict",
                ProcessorBuilder.builder()
                        .script(ScriptProcessorBuilder.builder(script().build().script())
                                .volumeMounts(List.of(new VolumeMountBuilder()
                                        .withName("v")
                                        .withMountPath("/data")
                                        .build()))
                                .build())
                        .build(),
                "/data");
        for (String name : List.of("none", "both", "conflict")) {
            processes.reconcile(NS, name);
        }
        assertThat(reason(DataProcess.class, "none")).isEqualTo("ProcessorNotSpecified");
        assertThat(reason(DataProcess.class, "both")).isEqualTo("MultipleProcessorSpecified");
        assertThat(reason(DataProcess.class, "conflict")).isEqualTo("ConflictMountPath");
    }

    @Test
    void what_an_engine_cannot_do_is_told_and_ends() {
        boundDataset();
        DataBackup backup = new DataBackup();
        backup.getMetadata().setNamespace(NS);
        backup.getMetadata().setName("save");
        backup.setSpec(DataBackupSpecBuilder.builder()
                .dataset("model")
                .backupPath("pvc://claim/x")
                .build());
        DataMigrate migrate = new DataMigrate();
        migrate.getMetadata().setNamespace(NS);
        migrate.getMetadata().setName("copy");
        migrate.setSpec(DataMigrateSpecBuilder.builder()
                .from(new DataToMigrate(null, new ExternalStorage("s3://b", List.of(), Map.of()), Map.of()))
                .to(new DataToMigrate(new DatasetToMigrate("model", NS, "", Map.of()), null, Map.of()))
                .build());
        cluster.put(backup).put(migrate);
        backups.reconcile(NS, "save");
        migrates.reconcile(NS, "copy");
        assertThat(reason(DataBackup.class, "save")).isEqualTo("DataOperationNotSupport");
        assertThat(reason(DataMigrate.class, "copy")).isEqualTo("DataOperationNotSupport");
        assertThat(cluster.journal())
                .contains("event DataMigrate team/copy Warning DataOperationNotSupport: DataMigrate is not supported by"
                        + " the runtime type \"fake\"");
    }

    @Test
    void operations_of_different_kinds_follow_each_other_to_the_same_node() {
        boundDataset();
        load("first", spec().build());
        process("second", script().build(), "/data");
        cluster.edit(DataProcess.class, NS, "second", process -> {
            process.setSpec(DataProcessSpecBuilder.builder(process.getSpec())
                    .runAfter(OperationRefBuilder.builder()
                            .kind("DataLoad")
                            .name("first")
                            .affinityStrategy(AffinityStrategyBuilder.builder()
                                    .policy("Require")
                                    .build())
                            .build())
                    .build());
            return process;
        });
        reconcile("first");
        processes.reconcile(NS, "second");
        OperationStatus waiting =
                cluster.get(DataProcess.class, NS, "second").orElseThrow().getStatus();
        assertThat(waiting.waitingFor().operationComplete()).isTrue();
        cluster.put(new PodBuilder()
                .withNewMetadata()
                .withNamespace(NS)
                .withName("first-loader-job-x")
                .addToLabels("batch.kubernetes.io/job-name", "first-loader-job")
                .endMetadata()
                .withNewSpec()
                .withNodeName("node-7")
                .endSpec()
                .build());
        jobEnds("first", "Complete");
        reconcile("first");
        processes.reconcile(NS, "second");
        assertThat(cluster.get(DataProcess.class, NS, "second")
                        .orElseThrow()
                        .getStatus()
                        .waitingFor()
                        .operationComplete())
                .isFalse();
        var required = cluster.get(Job.class, NS, "second-processor-job")
                .orElseThrow()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getAffinity()
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution();
        assertThat(required.getNodeSelectorTerms()
                        .get(0)
                        .getMatchExpressions()
                        .get(0)
                        .getValues())
                .containsExactly("node-7");
    }

    @Test
    void an_operation_that_follows_itself_or_nobody_is_told() {
        boundDataset();
        load("self", spec().runAfter(after("self")).build());
        load("orphan", spec().runAfter(after("nobody")).build());
        reconcile("self");
        reconcile("orphan");
        reconcile("orphan");
        assertThat(reason(DataLoad.class, "self")).isEqualTo("DataOperationNotValid");
        assertThat(reason(DataLoad.class, "orphan")).isEqualTo("DataOperationNotFound");
        assertThat(cluster.takeJournal())
                .filteredOn(line -> line.startsWith("event DataLoad team/orphan"))
                .hasSize(1);
    }

    private static OperationRef after(String name) {
        return OperationRefBuilder.builder().kind("DataLoad").name(name).build();
    }

    private static ProcessorBuilder script() {
        return ProcessorBuilder.builder()
                .script(ScriptProcessorBuilder.builder()
                        .image("debian")
                        .imageTag("13")
                        .source("wc -c /data/*; echo \"$(id)\"")
                        .build());
    }

    private void process(String name, Processor processor, String mountPath) {
        DataProcess process = new DataProcess();
        process.getMetadata().setNamespace(NS);
        process.getMetadata().setName(name);
        process.setSpec(DataProcessSpecBuilder.builder()
                .dataset(TargetDatasetWithMountPathBuilder.builder()
                        .name("model")
                        .mountPath(mountPath)
                        .build())
                .processor(processor)
                .build());
        cluster.put(process);
    }

    private String reason(Class<? extends CustomResource<?, OperationStatus>> type, String name) {
        return cluster.get(type, NS, name)
                .orElseThrow()
                .getStatus()
                .conditions()
                .get(0)
                .reason();
    }
}
