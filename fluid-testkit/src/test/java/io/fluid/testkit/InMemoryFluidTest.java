package io.fluid.testkit;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.OperationCondition;
import io.fluid.core.kube.ResourceKind;
import io.fluid.core.spi.CacheRequest;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class InMemoryFluidTest {

    private static final String NAMESPACE = EngineRequests.NAMESPACE;
    private static final String NAME = EngineRequests.NAME;

    private final EngineRequests requests = new EngineRequests(new SmallEngineProvider());
    private final CacheRequest request = requests.of("mounts: [{mountPoint: 's3://bucket'}]", "replicas: 1");

    @Test
    void aDatasetLivesThroughEveryStepOfTheStory() throws Exception {
        try (InMemoryFluid fluid = new InMemoryFluid(new SmallEngineProvider())) {
            DatasetStory story = story(fluid);
            story.begin();
            story.scale(2);
            story.scale(1);
            story.change("{\"spec\": {\"image\": \"corp/cache:2\"}}");
            assertThat(fluid.list(ResourceKind.of(Pod.class), NAMESPACE, Map.of("role", "small-worker")))
                    .extracting(pod -> pod.getSpec().getContainers().get(0).getImage())
                    .containsExactly("corp/cache:2");
            story.loseWorker();
            story.load(EngineRequests.load(NAMESPACE, "warm", NAME, "loadMetadata: true"), "Complete");
            story.end();

            assertThat(fluid.cluster().names()).containsExactly("Node " + InMemoryFluid.NODE);
        }
    }

    @Test
    void aJobThatFailsEndsTheOperationWithItsLastWords() throws Exception {
        try (InMemoryFluid fluid = new InMemoryFluid(new SmallEngineProvider())) {
            fluid.failJobs("no such path: /train");
            DatasetStory story = story(fluid);
            story.begin();

            DataLoad failed = story.load(EngineRequests.load(NAMESPACE, "warm", NAME, "loadMetadata: true"), "Failed");

            assertThat(failed.getStatus().conditions())
                    .extracting(OperationCondition::message)
                    .contains("no such path: /train");
        }
    }

    @Test
    void whatDoesNotComeTrueIsToldWithWhatIsThere() throws Exception {
        try (InMemoryFluid fluid = new InMemoryFluid(requests.descriptor(), requests.engine(), Duration.ofMillis(1))) {
            fluid.create(request.runtime());

            assertThatThrownBy(() -> fluid.awaitGone(
                            ResourceKind.generic("example.com", "v1", "SmallRuntime", "smallruntimes"),
                            NAMESPACE,
                            NAME))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("SmallRuntime model is gone")
                    .hasMessageContaining("SmallRuntime research/model");
        }
    }

    private DatasetStory story(FluidCluster fluid) {
        GenericKubernetesResource runtime = request.runtime();
        return new DatasetStory(fluid, requests.descriptor(), request.dataset(), runtime);
    }
}
