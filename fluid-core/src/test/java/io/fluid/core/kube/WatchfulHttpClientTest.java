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
    private final FirstWork work = new FirstWork();
    private final HttpClient client =
            WatchfulHttpClient.wrap(HttpClient.newBuilder(), work).build();
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
        work.end();
        assertThat(ask("pods?labelSelector=a&resourceVersion=0", "nodes?resourceVersion=0", "pods?watch=true&b=c"))
                .hasSize(3)
                .doesNotContain(MET);
    }

    @Test
    void other_requests_do_not_wait_for_each_other() {
        assertThat(ask("pods?labelSelector=a", "nodes?resourceVersion=01", "pods/one"))
                .containsExactly(MET, MET, MET);
    }

    @Test
    void a_watch_waits_for_the_first_work_and_keeps_no_list_waiting() {
        CompletableFuture<HttpResponse<Void>> watch = send("pods?watch=true");
        CompletableFuture<HttpResponse<Void>> another = send("nodes?watch=true");
        assertThat(ask("pods?resourceVersion=0", "nodes?resourceVersion=0")).containsExactly(ALONE, ALONE);
        assertThat(watch).isNotDone();
        work.end();
        assertThat(watch.join().statusCode()).isEqualTo(ALONE);
        assertThat(another.join().statusCode()).isEqualTo(ALONE);
    }

    @Test
    void no_watch_waits_for_ever() {
        assertThat(send("pods?watch=true").orTimeout(1, TimeUnit.MINUTES).join().statusCode())
                .isEqualTo(ALONE);
        assertThat(work.isDone()).isTrue();
    }

    private CompletableFuture<HttpResponse<Void>> send(String path) {
        URI uri = URI.create("http://localhost:" + server.getAddress().getPort() + "/" + path);
        return client.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding());
    }

    private List<Integer> ask(String... paths) {
        List<CompletableFuture<HttpResponse<Void>>> answers =
                Stream.of(paths).map(this::send).toList();
        return answers.stream().map(answer -> answer.join().statusCode()).toList();
    }
}
