package io.fluid.e2e.scenario;

import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.e2e.cluster.LocalCluster;
import io.fluid.e2e.cluster.LocalClusterExtension;
import io.fluid.e2e.install.FluidInstallation;
import io.fluid.e2e.thirdparty.ScratchBuild;
import io.fluid.testkit.CacheEngineScenarios;
import io.fluid.testkit.EngineBehavior;
import io.fluid.testkit.EngineScenario;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** An engine that Fluid does not know, from a jar dropped into its folder, with a kind of its own. */
@Tag("cluster")
@ExtendWith(LocalClusterExtension.class)
class ThirdPartyScenariosIT extends CacheEngineScenarios {

    private static final String CONTROLLER = "httpcacheruntime-controller";
    private static final String RCLONE = "example.com/rclone:1.60";
    private static final int PORT = 8080;

    private static final EngineDescriptor ENGINE =
            new EngineDescriptor("HttpCacheRuntime", "httpcache", Set.of(), "example.com", "v1", "httpcacheruntimes");

    private static KubernetesClient client;

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

    @Override
    protected KubernetesClient client() {
        return client;
    }

    /** Starts a web site. */
    @Override
    protected void prepare(String namespace) {
        Map<String, String> label = Map.of("site", "yes");
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("site")
                        .withNamespace(namespace)
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
                        .build())
                .create();
        client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("site")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withSelector(label)
                        .addNewPort()
                        .withPort(PORT)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        client.pods().inNamespace(namespace).withName("site").waitUntilReady(120, TimeUnit.SECONDS);
    }

    @Override
    protected EngineScenario scenario(String namespace) {
        String site = "http://site." + namespace + ":" + PORT;
        return EngineScenario.of(ENGINE, "mounts: [{name: site, mountPoint: '" + site + "'}]", "replicas: 1")
                .without(EngineBehavior.LOADS_DATA)
                .changing("{\"spec\": {\"cacheGi\": 2}}")
                .reading(
                        Scenario.TOOLS_IMAGE,
                        "hello from the site\n4194304",
                        "sh",
                        "-c",
                        "cat /data/greeting.txt && wc -c < /data/weights.bin");
    }

    /** Its controller is started by the first runtime of its kind, wherever that is. */
    @AfterAll
    static void theControllerWasStartedOnDemand() {
        assertThat(client.apps()
                        .deployments()
                        .inNamespace(FluidInstallation.NAMESPACE)
                        .withName(CONTROLLER)
                        .get()
                        .getSpec()
                        .getReplicas())
                .isEqualTo(1);
    }
}
