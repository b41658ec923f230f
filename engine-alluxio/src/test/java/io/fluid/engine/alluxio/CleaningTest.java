package io.fluid.engine.alluxio;

import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.EngineSettings;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CleaningTest {

    private final FakeAlluxioClient alluxio = new FakeAlluxioClient();
    private final AlluxioEngine engine =
            new AlluxioEngine(new AlluxioPlanner(Images.from(new EngineSettings(Map.of()))), address -> alluxio);
    private final CacheRequest request = Requests.of("mounts: [{mountPoint: 's3://a/', name: a}]", "replicas: 1");

    @Test
    void isOverWhenTheWorkersHoldNothing() throws Exception {
        alluxio.caches(5L, 3L, 0L, 7L);
        engine.clean(request, Duration.ofMinutes(1));
        assertThat(alluxio.freed).isTrue();
        assertThat(alluxio.usage(Duration.ofSeconds(1)).cachedBytes())
                .as("the next look")
                .isEqualTo(7);
    }

    @Test
    void failsWhenTheyHoldSomethingAtTheDeadline() {
        alluxio.caches(5L);
        assertThatThrownBy(() -> engine.clean(request, Duration.ofMillis(100)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("still hold 5 bytes");
    }
}
