package io.fluid.core.launcher;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;

class HealthServerTest {

    private final AtomicBoolean healthy = new AtomicBoolean(true);
    private final AtomicBoolean ready = new AtomicBoolean();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Test
    void health_and_readiness_follow_what_they_ask() throws Exception {
        int port = freePort();
        try (HealthServer server =
                new HealthServer("127.0.0.1:" + port, healthy::get, ready::get, new ProcessMetrics(registry)::scrape)) {
            assertThat(get(port, "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(port, "/readyz").statusCode()).isEqualTo(503);
            ready.set(true);
            healthy.set(false);
            assertThat(get(port, "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(port, "/healthz").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void metrics_tell_memory_and_api_calls_by_verb() throws Exception {
        registry.counter("rest_client_requests", "verb", "patch", "method", "PATCH", "code", "409")
                .increment();
        int port = freePort();
        try (HealthServer server =
                new HealthServer("127.0.0.1:" + port, healthy::get, ready::get, new ProcessMetrics(registry)::scrape)) {
            assertThat(get(port, "/metrics").body())
                    .contains("rest_client_requests_total{code=\"409\",method=\"PATCH\",verb=\"patch\"} 1.0")
                    .contains("jvm_memory_used_bytes{")
                    .contains("process_resident_memory_bytes ")
                    .contains("process_cpu_time_ns_total ");
        }
    }

    @Test
    void a_request_has_the_verb_that_a_role_would_name() {
        assertThat(verb("GET", "/api/v1/pods")).isEqualTo("list");
        assertThat(verb("GET", "/api/v1/nodes/n1")).isEqualTo("get");
        assertThat(verb("GET", "/apis/data.fluid.io/v1alpha1/namespaces/a/datasets"))
                .isEqualTo("list");
        assertThat(verb("GET", "/apis/data.fluid.io/v1alpha1/namespaces/a/datasets/d"))
                .isEqualTo("get");
        assertThat(verb("GET", "/api/v1/pods?allowWatchBookmarks=true&watch=true"))
                .isEqualTo("watch");
        assertThat(verb("POST", "/api/v1/namespaces/a/events")).isEqualTo("create");
        assertThat(verb("PATCH", "/api/v1/nodes/n1")).isEqualTo("patch");
    }

    private static String verb(String method, String path) {
        return ApiCallCounter.verb(method, URI.create("https://cluster" + path));
    }

    private static HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
