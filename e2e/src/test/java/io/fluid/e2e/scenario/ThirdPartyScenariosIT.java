package io.fluid.e2e.scenario;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.MountBuilder;
import io.fluid.e2e.cluster.LocalCluster;
import io.fluid.e2e.cluster.LocalClusterExtension;
import io.fluid.e2e.install.FluidInstallation;
import io.fluid.e2e.thirdparty.ScratchBuild;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** An engine that Fluid does not know, from a jar dropped into its folder, with a kind of its own. */
@Tag("cluster")
@ExtendWith(LocalClusterExtension.class)
class ThirdPartyScenariosIT {

    private static final String CONTROLLER = "httpcacheruntime-controller";
    private static final String RCLONE = "example.com/rclone:1.60";
    private static final int PORT = 8080;

    private static KubernetesClient client;
    private Scenario scenario;

    @BeforeAll
    static void installTheEngine(LocalCluster cluster, @TempDir Path scratch) throws IOException {
        client = cluster.client();
        FluidInstallation.install(cluster);
        Path jar = new ScratchBuild(ScratchBuild.home(), scratch).engine();
        FluidInstallation.loadEngine(cluster, "example.com/" + CONTROLLER, jar);
        cluster.load(cluster.baseLayers()
                .image(RCLONE)
                .from(cluster.baseLayers().debianWith("rclone"))
                .build());
        Path deploy = ScratchBuild.home().resolve("e2e/third-party/deploy");
        for (String file : List.of("crd.yaml", "controller.yaml")) {
            client.load(Files.newInputStream(deploy.resolve(file))).serverSideApply();
        }
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("httpcacheruntimes.example.com")
                .waitUntilCondition(
                        crd -> crd != null
                                && crd.getStatus() != null
                                && crd.getStatus().getConditions().stream()
                                        .anyMatch(
                                                condition -> condition.getType().equals("Established")
                                                        && condition.getStatus().equals("True")),
                        30,
                        TimeUnit.SECONDS);
    }

    @BeforeEach
    void startAWebSite() {
        scenario = new Scenario(client, "third");
        Map<String, String> label = Map.of("site", "yes");
        scenario.create(new PodBuilder()
                .withNewMetadata()
                .withName("site")
                .withLabels(label)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("site")
                .withImage(RCLONE)
                .withCommand(
                        "sh",
                        "-c",
                        "mkdir /tmp/site && echo 'hello from the site' > /tmp/site/greeting.txt"
                                + " && head -c 4194304 /dev/urandom > /tmp/site/weights.bin"
                                + " && exec rclone serve http /tmp/site --addr :" + PORT)
                .withNewReadinessProbe()
                .withNewTcpSocket()
                .withNewPort(PORT)
                .endTcpSocket()
                .withPeriodSeconds(1)
                .endReadinessProbe()
                .endContainer()
                .endSpec()
                .build());
        scenario.create(new ServiceBuilder()
                .withNewMetadata()
                .withName("site")
                .endMetadata()
                .withNewSpec()
                .withSelector(label)
                .addNewPort()
                .withPort(PORT)
                .endPort()
                .endSpec()
                .build());
        client.pods().inNamespace(scenario.namespace()).withName("site").waitUntilReady(60, TimeUnit.SECONDS);
    }

    @AfterEach
    void closeNamespace() {
        scenario.close();
    }

    @Test
    void aDatasetIsBoundReadByAPodAndGoneAgain() {
        Dataset dataset = new Dataset();
        dataset.getMetadata().setName("models");
        dataset.setSpec(DatasetSpecBuilder.builder()
                .mounts(List.of(MountBuilder.builder()
                        .name("models")
                        .mountPoint("http://site." + scenario.namespace() + ":" + PORT)
                        .build()))
                .build());
        scenario.create(dataset);
        scenario.create(runtime("models"));
        scenario.awaitBound("models");
        assertThat(client.apps()
                        .deployments()
                        .inNamespace(FluidInstallation.NAMESPACE)
                        .withName(CONTROLLER)
                        .get()
                        .getSpec()
                        .getReplicas())
                .as("the controller was started on demand")
                .isEqualTo(1);

        Pod reader = scenario.reader(
                "reader", "cat /data/models/greeting.txt && wc -c < /data/models/weights.bin", "models");
        scenario.create(reader);
        assertThat(scenario.awaitSuccess("reader", 120))
                .contains("hello from the site")
                .contains("4194304");

        client.pods().inNamespace(scenario.namespace()).withName("reader").delete();
        client.resources(Dataset.class)
                .inNamespace(scenario.namespace())
                .withName("models")
                .delete();
        scenario.awaitGone(
                client.genericKubernetesResources("example.com/v1", "HttpCacheRuntime")
                        .inNamespace(scenario.namespace())
                        .withName("models"),
                120);
        scenario.awaitGone(
                client.apps().statefulSets().inNamespace(scenario.namespace()).withName("models-worker"), 60);
    }

    private static GenericKubernetesResource runtime(String name) {
        return Serialization.unmarshal(
                "apiVersion: example.com/v1\nkind: HttpCacheRuntime\nmetadata: {name: " + name
                        + "}\nspec: {replicas: 1, cacheGi: 1}\n",
                GenericKubernetesResource.class);
    }
}
