package io.fluid.e2e.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How fast the webhook answers: a pod with one dataset, over HTTPS on the loopback, against a real API server. */
final class AdmissionBench {

    private static final String PART = "admission";
    private static final double MICROSECONDS = 1e3;
    private static final double MILLISECONDS = 1e6;
    private static final double SECONDS = 1e9;

    private AdmissionBench() {}

    /**
     * Measures.
     *
     * @param each time for each number of connections
     */
    static List<Figure> measure(BareCluster cluster, Programs programs, Duration each, Progress progress)
            throws IOException, InterruptedException, ExecutionException {
        byte[] request = AdmissionConnection.request(Reviews.POD_WITH_ONE_DATASET);
        List<Figure> figures = new ArrayList<>();
        List<Double> firsts = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (WebhookProcess webhook = start(cluster, programs)) {
                firsts.add(first(webhook, request));
            }
        }
        try (WebhookProcess webhook = start(cluster, programs)) {
            firsts.add(first(webhook, request));
            figures.add(Figure.of(PART, "first request after ready, handshake included", Progress.median(firsts), "ms")
                    .wantedBelow(100));
            for (int connections : new int[] {1, 8, 64}) {
                progress.say("admission on %d connections, %d s", connections, each.toSeconds());
                figures.addAll(load(webhook, connections, request, each));
            }
            figures.add(Figure.of(
                    PART, "memory of the webhook after that", webhook.memory().resident(), "MB"));
        }
        return figures;
    }

    private static WebhookProcess start(BareCluster cluster, Programs programs) {
        return WebhookProcess.start(cluster, programs.process(Programs.WEBHOOK), "model");
    }

    private static double first(WebhookProcess webhook, byte[] request) throws IOException {
        // What this side has to load and to ask is not the server's time.
        webhook.trust().getSocketFactory();
        long begin = System.nanoTime();
        try (AdmissionConnection connection = webhook.connect()) {
            connection.exchange(request);
        }
        return (System.nanoTime() - begin) / MILLISECONDS;
    }

    private static List<Figure> load(WebhookProcess webhook, int connections, byte[] request, Duration time)
            throws IOException, InterruptedException, ExecutionException {
        List<AdmissionConnection> open = webhook.connect(connections);
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            Duration cpu = webhook.cpu();
            long begin = System.nanoTime();
            long end = begin + time.toNanos();
            List<Future<long[]>> running = new ArrayList<>();
            for (AdmissionConnection connection : open) {
                running.add(threads.submit(() -> exchangeUntil(end, connection, request)));
            }
            List<long[]> parts = new ArrayList<>();
            for (Future<long[]> part : running) {
                parts.add(part.get());
            }
            double elapsed = (System.nanoTime() - begin) / SECONDS;
            long[] all = parts.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            double perRequest = webhook.cpu().minus(cpu).toNanos() / MICROSECONDS / all.length;
            Figure worst = Figure.of(PART, on("p99", connections), all[(int) (all.length * 0.99)] / MILLISECONDS, "ms");
            Figure throughput = Figure.of(PART, on("throughput", connections), all.length / elapsed, "/s");
            // What one and a few connections should reach is decided; at 64 they wait for each other.
            return List.of(
                    Figure.of(PART, on("p50", connections), all[all.length / 2] / MILLISECONDS, "ms"),
                    connections == 64 ? worst : worst.wantedBelow(4),
                    connections == 1 ? throughput : throughput.wantedAbove(3_000),
                    Figure.of(PART, on("CPU for each request", connections), perRequest, "us"));
        } finally {
            for (AdmissionConnection connection : open) {
                connection.close();
            }
        }
    }

    private static String on(String what, int connections) {
        return what + ", " + connections + (connections == 1 ? " connection" : " connections");
    }

    private static long[] exchangeUntil(long end, AdmissionConnection connection, byte[] request) throws IOException {
        long[] latencies = new long[1 << 12];
        int count = 0;
        for (long now = System.nanoTime(); now < end; ) {
            connection.exchange(request);
            long after = System.nanoTime();
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, count * 2);
            }
            latencies[count++] = after - now;
            now = after;
        }
        return Arrays.copyOf(latencies, count);
    }
}
