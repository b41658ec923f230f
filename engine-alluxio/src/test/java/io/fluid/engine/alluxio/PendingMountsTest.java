package io.fluid.engine.alluxio;

import io.fluid.api.v1alpha1.DatasetStatusBuilder;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.EngineSettings;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class PendingMountsTest {

    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private final FakeAlluxioClient alluxio = new FakeAlluxioClient();
    private final AlluxioEngine engine =
            new AlluxioEngine(new AlluxioPlanner(Images.from(new EngineSettings(Map.of()))), address -> alluxio);
    private final CacheRequest request = Requests.of(
            "mounts: [{mountPoint: 's3://a/', name: a}, {mountPoint: 's3://b', name: b, options: {k: v}}]",
            "replicas: 1");

    @Test
    void tellsWhatIsMissingDifferentAndTooMuch() throws Exception {
        alluxio.has("/", "/underFSStorage", Map.of());
        alluxio.has("/b", "s3://b/", Map.of("k", "old"));
        alluxio.has("/c", "s3://c", Map.of());

        assertThat(engine.pendingMounts(request, DEADLINE))
                .containsExactly(
                        "s3://a/ at /a is not mounted yet",
                        "s3://b at /b is mounted with other options still",
                        "/c is mounted still");
    }

    @Test
    void aMountIsServedWhenItsStorageWasListed() throws Exception {
        alluxio.has("/", "/underFSStorage", Map.of());
        alluxio.has("/a", "s3://a", Map.of());
        alluxio.has("/b", "s3://b", Map.of("k", "v"));
        alluxio.unreadable = "/b";
        request.dataset()
                .setStatus(DatasetStatusBuilder.builder()
                        .mounts(List.of(request.dataset().getSpec().mounts().get(0)))
                        .build());

        assertThat(engine.pendingMounts(request, DEADLINE))
                .containsExactly("s3://b at /b cannot be read: AccessDenied");
        assertThat(alluxio.listed).as("only what is new").containsExactly("/b");

        alluxio.unreadable = "";
        assertThat(engine.pendingMounts(request, DEADLINE)).isEmpty();
    }
}
