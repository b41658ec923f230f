package io.fluid.engine.alluxio;

import io.fluid.api.v1alpha1.DatasetStatusBuilder;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.EngineSettings;
import io.fluid.core.spi.MeasuresStorage.StorageTotals;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class PendingMountsTest {

    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private final Mounted alluxio = new Mounted();
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

    private static final class Mounted implements AlluxioClient {
        private final List<MountedStorage> mounted = new ArrayList<>();
        private final List<String> listed = new ArrayList<>();
        private String unreadable = "";

        void has(String path, String uri, Map<String, String> options) {
            mounted.add(new MountedStorage(path, uri, options, false, false));
        }

        @Override
        public List<MountedStorage> mounted(Duration deadline) {
            return mounted;
        }

        @Override
        public void list(String path, Duration deadline) throws IOException {
            listed.add(path);
            if (path.equals(unreadable)) {
                throw new IOException("AccessDenied");
            }
        }

        @Override
        public CacheUsage usage(Duration deadline) {
            throw new UnsupportedOperationException();
        }

        @Override
        public StorageTotals totals(Duration deadline) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void free(Duration deadline) {
            throw new UnsupportedOperationException();
        }
    }
}
