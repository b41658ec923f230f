package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.CronJobStatusBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
import io.fluid.api.v1alpha1.OperationCondition;
import io.fluid.api.v1alpha1.OperationRef;
import io.fluid.api.v1alpha1.OperationRefBuilder;
import io.fluid.api.v1alpha1.OperationStatus;
import io.fluid.api.v1alpha1.OperationStatusBuilder;
import io.fluid.api.v1alpha1.PodMetadata;
import io.fluid.api.v1alpha1.Processor;
import io.fluid.api.v1alpha1.ProcessorBuilder;
import io.fluid.api.v1alpha1.Require;
import io.fluid.api.v1alpha1.RuntimeBuilder;
import io.fluid.api.v1alpha1.ScriptProcessorBuilder;
import io.fluid.api.v1alpha1.TargetDatasetBuilder;
import io.fluid.api.v1alpha1.TargetDatasetWithMountPathBuilder;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.engine.MisconfiguredEngine;
import io.fluid.core.kube.FakeCluster;
import io.fluid.core.kube.ReconcileResult;
import io.fluid.core.runtime.FakeEngine;
import io.fluid.core.spi.ClusterFacts;
import io.fluid.core.spi.EngineSettings;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
                        "apply ConfigMap team/warm-script",
                        "apply Job team/warm-loader-job",
                        "status Dataset team/model",
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
                        "apply ConfigMap team/count-processor-scripts",
                        "apply Job team/count-processor-job",
                        "status Dataset team/model",
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

    private void migration(boolean into, OperationStatus status) {
        DataToMigrate outside = new DataToMigrate(null, new ExternalStorage("s3://b", List.of(), Map.of()), Map.of());
        DataToMigrate inside = new DataToMigrate(new DatasetToMigrate("model", NS, "", Map.of()), null, Map.of());
        DataMigrate migrate = new DataMigrate();
        migrate.getMetadata().setNamespace(NS);
        migrate.getMetadata().setName("copy");
        migrate.setSpec(DataMigrateSpecBuilder.builder()
                .from(into ? outside : inside)
                .to(into ? inside : outside)
                .policy(status.lastScheduleTime() == null ? "Once" : "Cron")
                .schedule("0 2 * * *")
                .build());
        migrate.setStatus(status);
        cluster.put(migrate);
    }

    private void counted(Map<String, String> marks) {
        boundDataset();
        cluster.edit(Dataset.class, NS, "model", dataset -> {
            dataset.setStatus(DatasetStatusBuilder.builder(dataset.getStatus())
                    .operationRef(marks)
                    .ufsTotal("2.00GiB")
                    .fileNum("7")
                    .build());
            return dataset;
        });
    }

    @Test
    void a_migration_into_the_dataset_has_it_counted_again_and_one_out_of_it_has_not() {
        OperationStatus ended =
                OperationStatusBuilder.builder().phase("Complete").build();
        counted(Map.of("DataMigrate", "copy"));
        migration(false, ended);
        migrates.reconcile(NS, "copy");
        assertThat(dataset().getStatus().operationRef()).isEmpty();
        assertThat(dataset().getStatus().ufsTotal()).isEqualTo("2.00GiB");

        counted(Map.of("DataMigrate", "copy"));
        migration(true, ended);
        migrates.reconcile(NS, "copy");
        assertThat(dataset().getStatus().ufsTotal()).isNull();
        assertThat(dataset().getStatus().fileNum()).isNull();
    }

    @Test
    void a_round_of_a_migration_that_nobody_saw_running_has_the_dataset_counted_again() {
        counted(Map.of());
        migration(
                true,
                OperationStatusBuilder.builder()
                        .phase("Complete")
                        .lastScheduleTime("2026-01-01T02:00:00Z")
                        .build());
        cluster.put(new JobBuilder()
                .withNewMetadata()
                .withNamespace(NS)
                .withName("r1")
                .addToLabels(OperationJob.CRON_JOB, "copy-migrate-migrate")
                .endMetadata()
                .build());
        roundEnds("r1", "Complete", "2026-01-01T02:00:30Z");
        migrates.reconcile(NS, "copy");
        assertThat(dataset().getStatus().operationRef()).isEmpty();
        assertThat(dataset().getStatus().ufsTotal()).isNull();
        counted(Map.of());
        migrates.reconcile(NS, "copy");
        assertThat(dataset().getStatus().ufsTotal()).isEqualTo("2.00GiB");
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

    private OperationCondition condition(String name) {
        return status(name).conditions().get(0);
    }

    private List<String> events() {
        return cluster.takeJournal().stream()
                .filter(line -> line.startsWith("event"))
                .toList();
    }

    private void edit(String name, UnaryOperator<DataLoadSpecBuilder> change) {
        cluster.edit(DataLoad.class, NS, name, load -> {
            load.setSpec(
                    change.apply(DataLoadSpecBuilder.builder(load.getSpec())).build());
            return load;
        });
    }

    private PodSpec pod(String job) {
        return cluster.get(Job.class, NS, job)
                .orElseThrow()
                .getSpec()
                .getTemplate()
                .getSpec();
    }

    @Test
    void a_job_that_the_api_server_refuses_ends_the_operation_and_never_marks_the_dataset() {
        boundDataset();
        load("warm", spec().build());
        cluster.failNext("apply Job", new KubernetesClientException("Job is invalid: limits", 422, null));
        reconcile("warm");
        assertThat(status("warm").phase()).isEqualTo("Failed");
        assertThat(condition("warm").reason()).isEqualTo("DataOperationNotValid");
        assertThat(condition("warm").message()).contains("Job is invalid: limits");
        assertThat(cluster.journal())
                .noneMatch(line -> line.startsWith("status Dataset"))
                .contains("event DataLoad team/warm Warning DataOperationNotValid: the API server refuses what the"
                        + " DataLoad runs: Job is invalid: limits");
    }

    @Test
    void a_job_beyond_the_quota_is_told_once_and_tried_again_every_minute() {
        boundDataset();
        load("warm", spec().build());
        for (int i = 0; i < 2; i++) {
            cluster.failNext("apply Job", new KubernetesClientException("forbidden: exceeded quota: jobs", 403, null));
            assertThat(reconcile("warm")).isEqualTo(ReconcileResult.after(Duration.ofMinutes(1)));
        }
        assertThat(writes())
                .containsExactly(
                        "claim DataLoad team/warm",
                        "apply ConfigMap team/warm-script",
                        "event DataLoad team/warm",
                        "status DataLoad team/warm");
        assertThat(status("warm").phase()).isEqualTo("Pending");
        assertThat(condition("warm").reason()).isEqualTo("DataOperationNotStarted");
        reconcile("warm");
        assertThat(status("warm").phase()).isEqualTo("Executing");
        assertThat(status("warm").conditions()).isEmpty();
    }

    @Test
    void a_refusal_because_the_namespace_goes_is_no_fault_of_the_operation() {
        boundDataset();
        load("warm", spec().build());
        cluster.refuseCreationsIn(NS);
        assertThatThrownBy(() -> reconcile("warm")).isInstanceOf(KubernetesClientException.class);
        assertThat(writes()).containsExactly("claim DataLoad team/warm");
    }

    @Test
    void a_name_that_is_too_long_for_a_job_or_a_cron_job_is_refused() {
        boundDataset();
        load("a".repeat(53), spec().build());
        load("b".repeat(52), spec().build());
        load("c".repeat(42), spec().policy("Cron").schedule("0 2 * * *").build());
        load("d".repeat(41), spec().policy("Cron").schedule("0 2 * * *").build());
        List.of("a".repeat(53), "b".repeat(52), "c".repeat(42), "d".repeat(41)).forEach(this::reconcile);
        assertThat(condition("a".repeat(53)).message()).contains("DataLoad.metadata.name", "at most 52 characters");
        assertThat(status("b".repeat(52)).phase()).isEqualTo("Executing");
        assertThat(condition("c".repeat(42)).message()).contains("at most 41 characters");
        assertThat(status("d".repeat(41)).phase()).isEqualTo("Pending");
    }

    @Test
    void a_job_ends_its_operation_also_when_the_runtime_could_not_be_described_any_more() {
        boundDataset();
        load("warm", spec().build());
        reconcile("warm");
        cluster.put(FakeEngine.runtime(NS, "model", null));
        jobEnds("warm", "Complete");
        reconcile("warm");
        assertThat(status("warm").phase()).isEqualTo("Complete");
    }

    @Test
    void an_operation_waits_while_the_engine_does_not_accept_the_runtime() {
        boundDataset();
        cluster.put(FakeEngine.runtime(NS, "model", Map.of("bad", "x")));
        load("warm", spec().build());
        assertThat(reconcile("warm")).isEqualTo(ReconcileResult.after(Duration.ofMinutes(1)));
        assertThat(condition("warm").reason()).isEqualTo("RuntimeNotReady");
        assertThat(condition("warm").message()).contains("FakeRuntime.spec.bad");
        assertThat(cluster.names()).noneMatch(name -> name.startsWith("Job"));
    }

    @Test
    void without_a_job_an_operation_on_a_dataset_of_another_engine_ends_with_a_word() {
        boundDataset();
        load("warm", spec().build());
        reconcile("warm");
        cluster.drop(cluster.get(Job.class, NS, "warm-loader-job").orElseThrow());
        cluster.edit(Dataset.class, NS, "model", dataset -> {
            dataset.setStatus(DatasetStatusBuilder.builder(dataset.getStatus())
                    .runtimes(List.of(RuntimeBuilder.builder().type("other").build()))
                    .build());
            return dataset;
        });
        reconcile("warm");
        assertThat(status("warm").phase()).isEqualTo("Failed");
        assertThat(condition("warm").message())
                .isEqualTo("this dataset-controller has no engine for the runtime type \"other\": the jar of the engine"
                        + " is missing in its image");
        assertThat(dataset().getStatus().operationRef()).isEmpty();
    }

    @Test
    void an_operation_tells_why_its_engine_could_not_be_made() {
        boundDataset();
        load("warm", spec().build());
        EngineRegistry none = EngineRegistry.of(new EngineSettings(Map.of()), new MisconfiguredEngine());
        new OperationReconciler<>(new DataLoads(), cluster, none, ClusterFacts.defaults(), CLOCK).reconcile(NS, "warm");
        assertThat(status("warm").phase()).isEqualTo("Failed");
        assertThat(condition("warm").message())
                .isEqualTo("this dataset-controller has no engine for the runtime type \"fake\": "
                        + MisconfiguredEngine.FAILURE);
    }

    @Test
    void a_job_that_somebody_deletes_is_made_again() {
        boundDataset();
        load("warm", spec().build());
        reconcile("warm");
        cluster.drop(cluster.get(Job.class, NS, "warm-loader-job").orElseThrow());
        reconcile("warm");
        assertThat(status("warm").phase()).isEqualTo("Executing");
        assertThat(cluster.names()).contains("Job team/warm-loader-job");
    }

    @Test
    void a_mark_that_was_lost_comes_back_while_the_job_runs() {
        boundDataset();
        load("warm", spec().build());
        reconcile("warm");
        boundDataset();
        reconcile("warm");
        assertThat(dataset().getStatus().operationRef()).containsEntry("DataLoad", "warm");
    }

    @Test
    void a_job_of_somebody_else_is_neither_followed_nor_touched() {
        boundDataset();
        load("warm", spec().build());
        cluster.put(new JobBuilder()
                .withNewMetadata()
                .withNamespace(NS)
                .withName("warm-loader-job")
                .endMetadata()
                .build());
        jobEnds("warm", "Complete");
        reconcile("warm");
        assertThat(status("warm").phase()).isEqualTo("Failed");
        assertThat(condition("warm").message())
                .startsWith("the Job \"warm-loader-job\" of the namespace does not belong to this DataLoad");
        assertThat(writes()).noneMatch(line -> line.contains(" Job "));
    }

    @Test
    void a_job_that_is_on_its_way_out_is_waited_for() {
        boundDataset();
        load("warm", spec().build());
        cluster.put(new JobBuilder()
                .withNewMetadata()
                .withNamespace(NS)
                .withName("warm-loader-job")
                .withDeletionTimestamp("2026-01-01T00:00:00Z")
                .addToFinalizers("batch.kubernetes.io/job-tracking")
                .endMetadata()
                .build());
        assertThat(reconcile("warm")).isEqualTo(ReconcileResult.after(Duration.ofMinutes(1)));
        assertThat(condition("warm").reason()).isEqualTo("DataOperationNotStarted");
        cluster.drop(cluster.get(Job.class, NS, "warm-loader-job").orElseThrow());
        reconcile("warm");
        assertThat(status("warm").phase()).isEqualTo("Executing");
    }

    /** A schedule that had a round. */
    private void nightly(DataLoadSpecBuilder spec) {
        boundDataset();
        load("nightly", spec.policy("Cron").schedule("0 2 * * *").build());
        reconcile("nightly");
        CronJob schedule = cluster.get(CronJob.class, NS, "nightly-loader-job").orElseThrow();
        cluster.edit(CronJob.class, NS, "nightly-loader-job", job -> {
            job.setStatus(new CronJobStatusBuilder()
                    .withLastScheduleTime("2026-01-01T02:00:00Z")
                    .build());
            return job;
        });
        round(schedule, "r1", "2026-01-01T02:00:00Z");
        roundEnds("r1", "Complete", "2026-01-01T02:00:30Z");
        reconcile("nightly");
        assertThat(status("nightly").phase()).isEqualTo("Complete");
        cluster.takeJournal();
    }

    @Test
    void an_edited_schedule_that_cannot_run_says_so_and_goes_on_as_it_was() {
        nightly(spec());
        edit("nightly", spec -> spec.schedule("").options(Map.of("bad", "x")));
        reconcile("nightly");
        reconcile("nightly");
        assertThat(events()).hasSize(1).first().asString().contains("Warning ScheduleNotSpecified");
        assertThat(status("nightly").phase()).isEqualTo("Complete");
        assertThat(status("nightly").conditions())
                .extracting(OperationCondition::reason)
                .containsExactly("DataOperationSucceed", "ScheduleNotSpecified");
        edit("nightly", spec -> spec.schedule("0 3 * * *"));
        reconcile("nightly");
        assertThat(status("nightly").conditions())
                .extracting(OperationCondition::reason)
                .containsExactly("DataOperationSucceed", "DataOperationNotValid");
        assertThat(schedule()).isEqualTo("0 2 * * *");
        edit("nightly", spec -> spec.options(Map.of()));
        reconcile("nightly");
        assertThat(status("nightly").conditions())
                .extracting(OperationCondition::reason)
                .containsExactly("DataOperationSucceed");
        assertThat(schedule()).isEqualTo("0 3 * * *");
    }

    @Test
    void a_schedule_that_is_edited_to_name_no_dataset_says_so_and_goes_on_as_it_was() {
        nightly(spec());
        edit(
                "nightly",
                spec -> spec.dataset(TargetDatasetBuilder.builder().name("none").build()));
        reconcile("nightly");
        reconcile("nightly");
        assertThat(events())
                .containsExactly("event DataLoad team/nightly Warning TargetDatasetNotFound: the Dataset \"none\" that"
                        + " DataLoad.spec.dataset names is not in the namespace");
        assertThat(status("nightly").phase()).isEqualTo("Complete");
        assertThat(status("nightly").conditions())
                .extracting(OperationCondition::reason)
                .containsExactly("DataOperationSucceed", "TargetDatasetNotFound");
        CronJob schedule = cluster.get(CronJob.class, NS, "nightly-loader-job").orElseThrow();
        round(schedule, "r2", "2026-01-02T02:00:00Z");
        reconcile("nightly");
        assertThat(status("nightly").phase()).isEqualTo("Executing");
        assertThat(status("nightly").conditions())
                .extracting(OperationCondition::reason)
                .containsExactly("TargetDatasetNotFound");
        edit(
                "nightly",
                spec -> spec.dataset(
                        TargetDatasetBuilder.builder().name("model").build()));
        reconcile("nightly");
        assertThat(status("nightly").conditions()).isEmpty();
        assertThat(dataset().getStatus().operationRef()).containsEntry("DataLoad", "nightly");
    }

    private String schedule() {
        return cluster.get(CronJob.class, NS, "nightly-loader-job")
                .orElseThrow()
                .getSpec()
                .getSchedule();
    }

    @Test
    void a_schedule_that_the_api_server_refuses_is_told_beside_the_last_round() {
        nightly(spec());
        edit("nightly", spec -> spec.schedule("at night"));
        for (int i = 0; i < 2; i++) {
            cluster.failNext("apply CronJob", new KubernetesClientException("bad schedule", 422, null));
            reconcile("nightly");
        }
        assertThat(events()).hasSize(1);
        assertThat(status("nightly").phase()).isEqualTo("Complete");
        assertThat(status("nightly").conditions().get(1).message()).contains("bad schedule");
    }

    @Test
    void a_cron_job_that_somebody_deletes_is_made_again() {
        nightly(spec());
        cluster.drop(cluster.get(CronJob.class, NS, "nightly-loader-job").orElseThrow());
        cluster.drop(cluster.get(Job.class, NS, "r1").orElseThrow());
        reconcile("nightly");
        assertThat(schedule()).isEqualTo("0 2 * * *");
        assertThat(status("nightly").lastScheduleTime()).isEqualTo("2026-01-01T02:00:00Z");
        reconcile("nightly");
        assertThat(writes()).containsExactly("apply CronJob team/nightly-loader-job", "status DataLoad team/nightly");
    }

    @Test
    void a_schedule_outlives_the_time_of_its_rounds() {
        nightly(spec().ttlSecondsAfterFinished(1));
        cluster.drop(cluster.get(CronJob.class, NS, "nightly-loader-job").orElseThrow());
        assertThat(reconcile("nightly")).isEqualTo(ReconcileResult.done());
        assertThat(cluster.names()).contains("DataLoad team/nightly", "CronJob team/nightly-loader-job");
    }

    @Test
    void without_its_policy_the_cron_job_goes_and_what_has_ended_stays_so() {
        nightly(spec());
        edit("nightly", spec -> spec.policy("Once"));
        reconcile("nightly");
        reconcile("nightly");
        assertThat(writes()).containsExactly("delete CronJob team/nightly-loader-job");
        assertThat(status("nightly").phase()).isEqualTo("Complete");
    }

    @Test
    void what_ran_once_does_not_repeat_because_its_policy_is_changed() {
        boundDataset();
        load("warm", spec().build());
        reconcile("warm");
        jobEnds("warm", "Complete");
        reconcile("warm");
        edit("warm", spec -> spec.policy("Cron").schedule("0 2 * * *"));
        reconcile("warm");
        assertThat(cluster.names()).noneMatch(name -> name.startsWith("CronJob"));
        assertThat(status("warm").phase()).isEqualTo("Complete");
    }

    @Test
    void a_round_that_goes_on_is_told_the_same_way() {
        nightly(spec());
        round(cluster.get(CronJob.class, NS, "nightly-loader-job").orElseThrow(), "r2", "2026-01-02T02:00:00Z");
        reconcile("nightly");
        reconcile("nightly");
        assertThat(status("nightly").phase()).isEqualTo("Executing");
        assertThat(status("nightly").duration()).isEqualTo("-");
    }

    @Test
    void a_follower_remembers_that_its_predecessor_was_complete_and_where() {
        boundDataset();
        Dataset bound = dataset();
        load("first", spec().build());
        OperationRef near = OperationRefBuilder.builder()
                .kind("DataLoad")
                .name("first")
                .affinityStrategy(
                        AffinityStrategyBuilder.builder().policy("Require").build())
                .build();
        load("second", spec().runAfter(near).build());
        reconcile("first");
        ranOn("first", "node-7");
        jobEnds("first", "Complete");
        reconcile("first");
        cluster.edit(Dataset.class, NS, "model", dataset -> {
            dataset.setStatus(DatasetStatusBuilder.builder(dataset.getStatus())
                    .phase("Failed")
                    .build());
            return dataset;
        });
        reconcile("second");
        assertThat(condition("second").reason()).isEqualTo("RuntimeNotReady");
        assertThat(status("second").waitingFor().operationComplete()).isFalse();
        cluster.drop(cluster.get(DataLoad.class, NS, "first").orElseThrow());
        cluster.put(bound);
        reconcile("second");
        assertThat(status("second").phase()).isEqualTo("Executing");
        assertThat(required("second-loader-job")).containsExactly("kubernetes.io/hostname=[node-7]");
    }

    private void ranOn(String load, String node) {
        cluster.put(new PodBuilder()
                .withNewMetadata()
                .withNamespace(NS)
                .withName(load + "-loader-job-x")
                .addToLabels("batch.kubernetes.io/job-name", load + "-loader-job")
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .endSpec()
                .build());
    }

    private List<String> required(String job) {
        return pod(job)
                .getAffinity()
                .getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms()
                .stream()
                .flatMap(term -> term.getMatchExpressions().stream())
                .map(one -> one.getKey() + "=" + one.getValues())
                .toList();
    }

    @Test
    void operations_follow_each_other_by_the_labels_of_the_node() {
        boundDataset();
        cluster.put(new NodeBuilder()
                .withNewMetadata()
                .withName("node-7")
                .addToLabels("kubernetes.io/hostname", "host-7")
                .addToLabels("topology.kubernetes.io/zone", "east")
                .endMetadata()
                .build());
        load("first", spec().build());
        reconcile("first");
        ranOn("first", "node-7");
        jobEnds("first", "Complete");
        reconcile("first");
        load("near", spec().runAfter(following("topology.kubernetes.io/zone")).build());
        load("same", spec().runAfter(following("kubernetes.io/hostname")).build());
        load("lost", spec().runAfter(following("topology.kubernetes.io/region")).build());
        List.of("near", "same", "lost").forEach(this::reconcile);
        assertThat(required("near-loader-job")).containsExactly("topology.kubernetes.io/zone=[east]");
        assertThat(required("same-loader-job")).containsExactly("kubernetes.io/hostname=[host-7]");
        assertThat(status("lost").phase()).isEqualTo("Failed");
        assertThat(condition("lost").message()).contains("[topology.kubernetes.io/region]");
    }

    private static OperationRef following(String label) {
        return OperationRefBuilder.builder()
                .kind("DataLoad")
                .name("first")
                .affinityStrategy(AffinityStrategyBuilder.builder()
                        .policy("Require")
                        .requires(List.of(new Require(label, Map.of())))
                        .build())
                .build();
    }

    @Test
    void what_a_user_and_a_predecessor_require_both_hold() {
        boundDataset();
        load("first", spec().build());
        reconcile("first");
        ranOn("first", "node-7");
        jobEnds("first", "Complete");
        reconcile("first");
        Affinity own = new AffinityBuilder()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .addToMatchExpressions(new NodeSelectorRequirement("disk", "In", List.of("ssd")))
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .build();
        load(
                "second",
                spec().affinity(own)
                        .runAfter(following("kubernetes.io/hostname"))
                        .build());
        reconcile("second");
        assertThat(required("second-loader-job")).containsExactly("disk=[ssd]", "kubernetes.io/hostname=[node-7]");
    }

    @Test
    void a_load_goes_where_the_cache_goes_and_a_users_pod_stays_as_the_user_wrote_it() {
        boundDataset();
        Toleration cache =
                new TolerationBuilder().withKey("cache").withOperator("Exists").build();
        cluster.edit(Dataset.class, NS, "model", dataset -> {
            dataset.setSpec(
                    DatasetSpecBuilder.builder().tolerations(List.of(cache)).build());
            return dataset;
        });
        load("warm", spec().build());
        PodSpec own = new PodSpecBuilder()
                .withEnableServiceLinks(true)
                .addNewImagePullSecret("mine")
                .addNewContainer()
                .withName("work")
                .withImage("debian:13")
                .endContainer()
                .build();
        process(
                "work",
                ProcessorBuilder.builder().job(new JobProcessor(own, Map.of())).build(),
                "/data");
        process("count", script().build(), "/data");
        ClusterFacts facts = new ClusterFacts(ClusterFacts.DEFAULT_MOUNT_ROOT, List.of("pull", "mine"), true);
        new OperationReconciler<>(new DataLoads(), cluster, engines, facts, CLOCK).reconcile(NS, "warm");
        var processes = new OperationReconciler<>(new DataProcesses(), cluster, engines, facts, CLOCK);
        processes.reconcile(NS, "work");
        processes.reconcile(NS, "count");
        PodSpec load = pod("warm-loader-job");
        assertThat(load.getTolerations()).containsExactly(cache);
        assertThat(load.getEnableServiceLinks()).isFalse();
        assertThat(load.getImagePullSecrets())
                .extracting(LocalObjectReference::getName)
                .containsExactly("pull", "mine");
        PodSpec work = pod("work-processor-job");
        assertThat(work.getTolerations()).isEmpty();
        assertThat(work.getEnableServiceLinks()).isTrue();
        assertThat(work.getImagePullSecrets())
                .extracting(LocalObjectReference::getName)
                .containsExactly("mine", "pull");
        assertThat(pod("count-processor-job").getEnableServiceLinks()).isFalse();
    }
}
