package io.fluid.e2e.scenario;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.DataProcess;
import io.fluid.api.v1alpha1.OperationStatus;
import io.fluid.e2e.cluster.LocalCluster;
import io.fluid.e2e.cluster.LocalClusterExtension;
import io.fluid.e2e.install.FluidInstallation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** What works beside a sidecar: Jobs and processes that end, init containers, users without rights, other triggers. */
@Tag("cluster")
@ExtendWith(LocalClusterExtension.class)
class ApplicationScenariosIT {

    private static final String READ = "cat /data/model/greeting.txt";
    private static final String MODE = "webhook.fuseSidecar.sidecarInjectionMode";

    private static LocalCluster cluster;
    private static KubernetesClient client;
    private Scenario scenario;

    @BeforeAll
    static void rememberCluster(LocalCluster shared) {
        cluster = shared;
        client = shared.client();
    }

    @BeforeEach
    void openNamespace() {
        FluidInstallation.install(cluster);
        scenario = new Scenario(client, "app");
        S3Store.start(client, scenario.namespace());
        scenario.dataset("model");
        scenario.alluxio("model", 1);
        scenario.awaitBound("model");
    }

    @AfterEach
    void closeNamespace() {
        scenario.close();
    }

    @Test
    void nativeSidecarsLetJobsEndAndServeInitContainersUsersWithoutRightsAndOtherTriggers() {
        Job job = scenario.create(job("native"));

        Pod pod = awaitCompletion(job);
        assertThat(pod.getSpec().getInitContainers())
                .filteredOn(container -> container.getName().startsWith("fluid-fuse-"))
                .singleElement()
                .extracting(container -> container.getRestartPolicy())
                .isEqualTo("Always");

        Pod early = scenario.create(new PodBuilder(scenario.reader("early", READ, "model"))
                .editSpec()
                .addNewInitContainer()
                .withName("first")
                .withImage(Scenario.TOOLS_IMAGE)
                .withCommand("sh", "-c", READ)
                .withVolumeMounts(new VolumeMountBuilder()
                        .withName("model")
                        .withMountPath("/data/model")
                        .build())
                .endInitContainer()
                .endSpec()
                .build());
        scenario.awaitSuccess("early", 240);
        assertThat(log(early, "first")).contains("hello from the store");

        scenario.create(new PodBuilder(scenario.reader("restricted", "id -u && " + READ, "model"))
                .editSpec()
                .editFirstContainer()
                .withNewSecurityContext()
                .withRunAsUser(4711L)
                .withRunAsNonRoot(true)
                .withAllowPrivilegeEscalation(false)
                .withReadOnlyRootFilesystem(true)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities()
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile()
                .endSecurityContext()
                .endContainer()
                .endSpec()
                .build());
        assertThat(scenario.awaitSuccess("restricted", 240)).contains("4711").contains("hello from the store");

        scenario.create(new PodBuilder(scenario.reader("elastic", READ, "model"))
                .editMetadata()
                .withLabels(Map.of("alibabacloud.com/fluid-sidecar-target", "eci"))
                .endMetadata()
                .build());
        assertThat(scenario.awaitSuccess("elastic", 240)).contains("hello from the store");
    }

    @Test
    void ordinarySidecarsLetJobsEndToo() {
        FluidInstallation.install(cluster, Map.of(MODE, "default"));
        Job job = scenario.create(job("ordinary"));

        Pod pod = awaitCompletion(job);
        assertThat(pod.getSpec().getContainers())
                .extracting(container -> container.getName())
                .anyMatch(name -> name.startsWith("fluid-fuse-"));
    }

    @Test
    void processesRunOnTheDatasetOneAfterTheOther() {
        process("copy", "", "cat /model/greeting.txt && touch /model/new");
        process("late", "runAfter: {kind: DataProcess, name: copy}", READ);
        process("count", "runAfter: {kind: DataLoad, name: warm}", "wc -c < /model/weights.bin");
        scenario.create(Serialization.unmarshal("""
                apiVersion: data.fluid.io/v1alpha1
                kind: DataLoad
                metadata: {name: warm}
                spec: {dataset: {name: model, namespace: %s}, loadMetadata: true}
                """.formatted(scenario.namespace()), DataLoad.class));

        awaitPhase("count", "Complete");
        assertThat(log(podOf("count-processor-job"), "script-processor")).contains("8388608");

        awaitPhase("copy", "Failed");
        assertThat(status("copy").conditions().get(0).message())
                .contains("/model/new")
                .contains("Read-only file system");
        awaitPhase("late", "Failed");
        assertThat(status("late").conditions().get(0).reason()).isEqualTo("PrecedingOperationFailed");
    }

    private void process(String name, String runAfter, String script) {
        scenario.create(Serialization.unmarshal(
                """
                apiVersion: data.fluid.io/v1alpha1
                kind: DataProcess
                metadata: {name: %s}
                spec:
                  dataset: {name: model, namespace: %s, mountPath: /model}
                  %s
                  processor:
                    script: {image: fluidcloudnative/tools, imageTag: dev, command: [sh], source: "%s"}
                """.formatted(name, scenario.namespace(), runAfter, script), DataProcess.class));
    }

    private void awaitPhase(String process, String phase) {
        scenario.await(
                client.resources(DataProcess.class)
                        .inNamespace(scenario.namespace())
                        .withName(process),
                process + " is " + phase,
                seen -> phase.equals(seen.getStatus().phase()),
                300);
    }

    private OperationStatus status(String process) {
        return client.resources(DataProcess.class)
                .inNamespace(scenario.namespace())
                .withName(process)
                .get()
                .getStatus();
    }

    private Job job(String name) {
        Pod reader = scenario.reader(name, READ, "model");
        return new JobBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withBackoffLimit(0)
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(reader.getMetadata().getLabels())
                .endMetadata()
                .withSpec(reader.getSpec())
                .endTemplate()
                .endSpec()
                .build();
    }

    private Pod awaitCompletion(Job job) {
        String name = job.getMetadata().getName();
        Job ended = scenario.await(
                client.batch().v1().jobs().inNamespace(scenario.namespace()).withName(name),
                name + " ends",
                seen -> seen.getStatus().getConditions().stream()
                        .anyMatch(condition -> List.of("Complete", "Failed").contains(condition.getType())
                                && "True".equals(condition.getStatus())),
                300);
        Pod pod = podOf(name);
        assertThat(ended.getStatus().getSucceeded()).as("succeeded pods").isEqualTo(1);
        assertThat(log(pod, "app")).contains("hello from the store");
        return pod;
    }

    private Pod podOf(String job) {
        return client.pods()
                .inNamespace(scenario.namespace())
                .withLabel("batch.kubernetes.io/job-name", job)
                .list()
                .getItems()
                .getFirst();
    }

    private String log(Pod pod, String container) {
        return client.pods()
                .inNamespace(scenario.namespace())
                .withName(pod.getMetadata().getName())
                .inContainer(container)
                .getLog();
    }
}
