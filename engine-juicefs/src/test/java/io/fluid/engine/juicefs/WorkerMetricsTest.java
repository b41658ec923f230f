package io.fluid.engine.juicefs;

import com.sun.net.httpserver.HttpServer;
import io.fluid.core.spi.CacheUsage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class WorkerMetricsTest {

    private static final String METRICS = """
            # HELP juicefs_blockcache_bytes number of cached bytes
            # TYPE juicefs_blockcache_bytes gauge
            juicefs_blockcache_bytes{mp="/m",vol_name="v w"} 1.048576e+06
            juicefs_blockcache_hit_bytes{mp="/m",vol_name="v"} 30
            juicefs_blockcache_miss_bytes{mp="/m",vol_name="v"} 10
            juicefs_uptime{mp="/m",vol_name="v"} 3
            """;

    private HttpServer server;
    private volatile int status = 200;

    @BeforeEach
    void startAWorker() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/metrics", exchange -> {
            byte[] body = METRICS.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopIt() {
        server.stop(0);
    }

    @Test
    void sumsUpTheWorkersThatAnswer() throws IOException {
        CacheUsage usage =
                new WorkerMetrics().read(List.of(worker(), nobody(), worker()), 4L << 20, Duration.ofSeconds(5));
        assertThat(usage.cachedBytes()).isEqualTo(2L << 20);
        assertThat(usage.capacityBytes()).isEqualTo(4L << 20);
        assertThat(usage.hitRatio()).hasValue(0.75);
    }

    @Test
    void failsWhenNoneDoes() {
        assertThatThrownBy(() -> new WorkerMetrics().read(List.of(nobody()), 1, Duration.ofSeconds(5)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("/metrics");
        status = 503;
        assertThatThrownBy(() -> new WorkerMetrics().read(List.of(worker()), 1, Duration.ofSeconds(5)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("503");
    }

    private URI worker() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/metrics");
    }

    private static URI nobody() {
        return URI.create("http://127.0.0.1:1/metrics");
    }
}
