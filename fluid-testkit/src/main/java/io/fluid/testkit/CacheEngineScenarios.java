package io.fluid.testkit;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.api.Labels;
import io.fluid.core.kube.ResourceKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The life of datasets with a real cache on a real cluster, the same for every engine. The cluster has Fluid with its
 * webhook, the engine and its images. The author of an engine extends this class:
 *
 * <pre>{@code
 * class MyScenariosIT extends CacheEngineScenarios {
 *     @Override
 *     protected KubernetesClient client() {
 *         return CLIENT; // of the cluster that KUBECONFIG names, for example
 *     }
 *
 *     @Override
 *     protected EngineScenario scenario(String namespace) {
 *         return EngineScenario.of(descriptor, "mounts: [{mountPoint: 'https://example.com/models'}]", "replicas: 1")
 *                 .changing("{\"spec\": {\"worker\": {\"env\": {\"CHANGED\": \"yes\"}}}}")
 *                 .reading("busybox:1.36", "hello", "cat", "/data/greeting.txt");
 *     }
 * }
 * }</pre>
 *
 * Each test has a namespace of its own, which it deletes with all that is in it.
 */
public abstract class CacheEngineScenarios {

    private static final String NAME = "model";
    private static final String APPLICATION = "reader";
    private static final ResourceKind<Pod> POD = ResourceKind.of(Pod.class);
    private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

    private String namespace = "";

    /** A client of the cluster; this class does not close it. */
    protected abstract KubernetesClient client();

    /** The engine, and data that it reaches. Asked after {@link #prepare}. */
    protected abstract EngineScenario scenario(String namespace);

    /** Makes what the scenario needs in its namespace, a store or a Secret, and waits until it is there. */
    protected void prepare(String namespace) {}

    /** Longest time that a single step takes. */
    protected Duration patience() {
        return Duration.ofMinutes(5);
    }

    @BeforeEach
    final void openNamespace() {
        namespace = client().namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName("scenario-")
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getName();
        prepare(namespace);
    }

    @AfterEach
    final void closeNamespace() {
        client().namespaces().withName(namespace).delete();
        client().namespaces()
                .withName(namespace)
                .waitUntilCondition(Objects::isNull, patience().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Test
    final void aDatasetIsBoundWarmedReadThroughASidecarAndGoneWithoutATrace() {
        EngineScenario scenario = scenario(namespace);
        FluidCluster cluster = cluster();
        DatasetStory story = story(scenario, cluster);
        story.begin();
        story.load(
                EngineRequests.load(namespace, "warm", NAME, scenario.load()),
                scenario.has(EngineBehavior.LOADS_DATA) ? "Complete" : "Failed");
        read(scenario, cluster);
        story.end();
    }

    @Test
    final void aCacheIsScaledChangedAndHealedAndItsDataAreStillThere() {
        EngineScenario scenario = scenario(namespace);
        FluidCluster cluster = cluster();
        DatasetStory story = story(scenario, cluster);
        story.begin();
        if (scenario.has(EngineBehavior.WORKERS)) {
            int workers = story.workers();
            story.scale(workers + 1);
            story.scale(workers);
            if (!scenario.change().isEmpty()) {
                story.change(scenario.change());
            }
            story.loseWorker();
        }
        read(scenario, cluster);
        story.end();
    }

    private FluidCluster cluster() {
        return new RealFluid(client(), patience());
    }

    private DatasetStory story(EngineScenario scenario, FluidCluster cluster) {
        return new DatasetStory(
                cluster,
                scenario.engine(),
                EngineRequests.dataset(namespace, NAME, scenario.datasetSpec()),
                EngineRequests.runtime(scenario.engine(), namespace, NAME, scenario.runtimeSpec()));
    }

    private void read(EngineScenario scenario, FluidCluster cluster) {
        cluster.create(application(scenario));
        Pod ended = cluster.await(
                "the application ends",
                POD,
                namespace,
                APPLICATION,
                pod -> ENDED.contains(pod.getStatus().getPhase()));
        String log = client().pods()
                .inNamespace(namespace)
                .withName(APPLICATION)
                .inContainer(APPLICATION)
                .getLog();
        assertThat(ended.getStatus().getPhase()).as(log).isEqualTo("Succeeded");
        assertThat(log).as("what the application read").contains(scenario.expected());
        cluster.delete(ended);
        cluster.awaitGone(POD, namespace, APPLICATION);
    }

    private Pod application(EngineScenario scenario) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(APPLICATION)
                .withNamespace(namespace)
                .addToLabels(Labels.INJECT_SIDECAR, Labels.TRUE)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .addNewContainer()
                .withName(APPLICATION)
                .withImage(scenario.image())
                .withCommand(scenario.command())
                .addNewVolumeMount()
                .withName(NAME)
                .withMountPath(EngineScenario.DATA)
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName(NAME)
                .withNewPersistentVolumeClaim()
                .withClaimName(NAME)
                .endPersistentVolumeClaim()
                .endVolume()
                .endSpec()
                .build();
    }
}
