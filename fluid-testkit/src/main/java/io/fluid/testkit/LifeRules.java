package io.fluid.testkit;

import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.core.spi.CacheRequest;

import static org.assertj.core.api.Assertions.assertThat;

/** A dataset with this engine is bound, loaded, scaled and deleted by Fluid's own reconcilers, on a cluster in memory. */
final class LifeRules {

    private final EngineUnderTest test;

    LifeRules(EngineUnderTest test) {
        this.test = test;
    }

    void check() throws Exception {
        try (InMemoryFluid fluid = new InMemoryFluid(test.descriptor, AnsweringCache.behind(test.engine))) {
            CacheRequest sample = test.sample();
            DatasetStory story = new DatasetStory(fluid, test.descriptor, sample.dataset(), sample.runtime());
            story.begin();
            DataLoad load =
                    EngineRequests.load(EngineRequests.NAMESPACE, "warm", EngineRequests.NAME, test.contract.load());
            story.load(load, test.contract.has(EngineBehavior.LOADS_DATA) ? "Complete" : "Failed");
            if (test.contract.has(EngineBehavior.WORKERS)) {
                int before = story.workers();
                story.scale(before + 1);
                story.scale(before);
                story.loseWorker();
            }
            story.end();
            assertThat(fluid.cluster().names())
                    .as("what is left")
                    .containsExactlyInAnyOrder("Node " + InMemoryFluid.NODE);
        }
    }
}
