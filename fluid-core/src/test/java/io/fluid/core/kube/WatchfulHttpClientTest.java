package io.fluid.core.kube;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that answers when three requests have met in it, or when it has waited for that in vain. */
class WatchfulHttpClientTest {

    private static final int MET = 200;
    private static final int ALONE = 204;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CyclicBarrier meeting = new CyclicBarrier(3);
    private final HttpClient client =
            WatchfulHttpClient.wrap(HttpClient.newBuilder()).build();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(meet(), -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private int meet() {
        try {
            meeting.await(300, TimeUnit.MILLISECONDS);
            return MET;
        } catch (TimeoutException | BrokenBarrierException e) {
            meeting.reset();
            return ALONE;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void informers_ask_two_at_a_time() {
        assertThat(ask("pods?labelSelector=a&resourceVersion=0", "nodes?resourceVersion=0", "pods?watch=true&b=c"))
                .hasSize(3)
                .doesNotContain(MET);
    }

    @Test
    void other_requests_do_not_wait_for_each_other() {
        assertThat(ask("pods?labelSelector=a", "nodes?resourceVersion=01", "pods/one"))
                .containsExactly(MET, MET, MET);
    }

    private List<Integer> ask(String... paths) {
        List<CompletableFuture<HttpResponse<Void>>> answers = Stream.of(paths)
                .map(path ->
                        URI.create("http://localhost:" + server.getAddress().getPort() + "/" + path))
                .map(uri -> client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()))
                .toList();
        return answers.stream().map(answer -> answer.join().statusCode()).toList();
    }
}
