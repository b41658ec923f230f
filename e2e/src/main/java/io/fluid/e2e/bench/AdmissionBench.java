package io.fluid.e2e.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fluid.e2e.tools.CacheFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How fast the webhook answers: a pod with one dataset, over HTTPS on the loopback, against a real API server. */
@Command(name = "admission", description = "Latency and throughput of admission.")
public final class AdmissionBench implements Callable<Integer> {

    private static final String REVIEW = """
            {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","request":{"uid":"705ab4f5-6393-11e8",
            "kind":{"group":"","version":"v1","kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},
            "name":"app","namespace":"shop","operation":"CREATE","userInfo":{"username":"admin"},
            "object":{"apiVersion":"v1","kind":"Pod","metadata":{"name":"app","namespace":"shop",
            "labels":{"app":"inference","serverless.fluid.io/inject":"true"}},
            "spec":{"restartPolicy":"Always","terminationGracePeriodSeconds":30,"dnsPolicy":"ClusterFirst",
            "containers":[{"name":"app","image":"inference:1","command":["serve","--model=/data"],
            "resources":{"limits":{"cpu":"1","memory":"1Gi"}},"env":[{"name":"PORT","value":"8080"}],
            "volumeMounts":[{"name":"data","mountPath":"/data"}],"imagePullPolicy":"IfNotPresent"}],
            "volumes":[{"name":"data","persistentVolumeClaim":{"claimName":"model"}}]}},
            "oldObject":null,"dryRun":false}}""";
    private static final double MICROSECONDS = 1e3;
    private static final double MILLISECONDS = 1e6;

    @Option(names = "--seconds", defaultValue = "5", description = "Time of each measurement.")
    private int seconds;

    @Option(names = "--json", description = "Write the figures to this file as well.")
    private @Nullable Path json;

    /** Runs the measurement alone. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new AdmissionBench()).execute(arguments));
    }

    /**
     * What one number of connections gave.
     *
     * @param connections open at a time, each with one request on its way
     * @param requests answered
     * @param p50Millis median latency
     * @param p99Millis 99th percentile
     * @param perSecond answers a second
     * @param cpuMicrosPerRequest CPU time of the webhook for each
     */
    public record Load(
            int connections,
            int requests,
            double p50Millis,
            double p99Millis,
            double perSecond,
            double cpuMicrosPerRequest) {}

    /**
     * All figures.
     *
     * @param startUpMillis process start to ready
     * @param firstRequestMillis the first request after that, handshake included
     * @param loads by number of connections
     * @param residentBytes memory at the end
     */
    public record Figures(double startUpMillis, double firstRequestMillis, List<Load> loads, long residentBytes) {}

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        Figures figures = measure(CacheFolder.ofUser(), Duration.ofSeconds(seconds));
        System.out.print(table(figures));
        if (json != null) {
            Files.writeString(
                    json,
                    new ObjectMapper()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsString(Map.of("admission", figures)));
        }
        return 0;
    }

    /** Measures on a server of its own. */
    public static Figures measure(CacheFolder cache, Duration each)
            throws IOException, InterruptedException, ExecutionException {
        byte[] request = AdmissionConnection.request(REVIEW);
        try (WebhookProcess webhook = WebhookProcess.start(cache, "model")) {
            // What this side has to load and to ask is not the server's time.
            webhook.trust().getSocketFactory();
            long begin = System.nanoTime();
            try (AdmissionConnection connection = webhook.connect()) {
                connection.exchange(request);
            }
            double first = (System.nanoTime() - begin) / MILLISECONDS;
            List<Load> loads = new ArrayList<>();
            for (int connections : new int[] {1, 8, 64}) {
                loads.add(load(webhook, connections, request, each));
            }
            return new Figures(
                    webhook.startUp().toNanos() / MILLISECONDS, first, List.copyOf(loads), webhook.residentBytes());
        }
    }

    private static Load load(WebhookProcess webhook, int connections, byte[] request, Duration time)
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
            double elapsed = (System.nanoTime() - begin) / (MILLISECONDS * 1e3);
            long[] all = parts.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return new Load(
                    connections,
                    all.length,
                    all[all.length / 2] / MILLISECONDS,
                    all[(int) (all.length * 0.99)] / MILLISECONDS,
                    all.length / elapsed,
                    webhook.cpu().minus(cpu).toNanos() / MICROSECONDS / all.length);
        } finally {
            for (AdmissionConnection connection : open) {
                connection.close();
            }
        }
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

    /** The figures beside what is wanted. */
    public static String table(Figures figures) {
        Map<String, String> rows = new LinkedHashMap<>();
        rows.put("start to ready, ms", number(figures.startUpMillis()) + "  (wanted: < 1,500)");
        rows.put("first request, ms", number(figures.firstRequestMillis()) + "  (wanted: < 100)");
        for (Load load : figures.loads()) {
            rows.put(
                    load.connections() + " connections",
                    "p50 " + number(load.p50Millis()) + " ms, p99 " + number(load.p99Millis()) + " ms, "
                            + number(load.perSecond()) + "/s, " + number(load.cpuMicrosPerRequest())
                            + " us CPU each"
                            + (load.connections() == 1 ? "  (wanted: p99 < 4 ms)" : "  (wanted: > 3,000/s)"));
        }
        rows.put("resident memory, MiB", number(figures.residentBytes() / (double) (1 << 20)));
        StringBuilder table = new StringBuilder("Admission of a pod with one dataset\n");
        rows.forEach((name, value) -> table.append(String.format(Locale.ROOT, "  %-22s %s%n", name, value)));
        return table.toString();
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%,.2f" : "%,.0f", value);
    }
}
