package io.fluid.engine.juicefs;

import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.MeasuresStorage.StorageTotals;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/** Asks workers what lies in their caches, by the metrics that every JuiceFS mount offers in Prometheus' text format. */
final class WorkerMetrics {

    private static final String CACHED = "juicefs_blockcache_bytes";
    private static final String HIT = "juicefs_blockcache_hit_bytes";
    private static final String MISSED = "juicefs_blockcache_miss_bytes";
    private static final String SPACE = "juicefs_used_space";
    private static final String INODES = "juicefs_used_inodes";
    private static final Set<String> WANTED = Set.of(CACHED, HIT, MISSED, SPACE, INODES);

    /** Made with the first question: TLS, which it prepares, is a tenth of the start of a process. */
    private static final class Http {
        static final HttpClient CLIENT =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    }

    /**
     * Sums up the workers.
     *
     * @param endpoints addresses of the metrics, one for each worker that is wanted
     * @param capacityBytes of all of them
     * @throws IOException when none of them answers in time
     */
    CacheUsage read(List<URI> endpoints, long capacityBytes, Duration deadline) throws IOException {
        long cached = 0;
        long hit = 0;
        long missed = 0;
        for (Map<String, Long> worker : answers(endpoints, CACHED, deadline, endpoints.size())) {
            cached += worker.getOrDefault(CACHED, 0L);
            hit += worker.getOrDefault(HIT, 0L);
            missed += worker.getOrDefault(MISSED, 0L);
        }
        return new CacheUsage(
                capacityBytes, cached, OptionalLong.of(hit), OptionalLong.empty(), OptionalLong.of(missed));
    }

    /**
     * What lies in the volume, as the first worker that answers has it from the metadata: space in blocks of 4 KiB, and
     * folders count as files.
     *
     * @throws IOException when none of them answers in time
     */
    StorageTotals totals(List<URI> endpoints, Duration deadline) throws IOException {
        Map<String, Long> worker = answers(endpoints, SPACE, deadline, 1).get(0);
        return new StorageTotals(worker.getOrDefault(SPACE, 0L), worker.getOrDefault(INODES, 0L));
    }

    /** What workers say who know the needed metric, at least one and at most so many. */
    private List<Map<String, Long>> answers(List<URI> endpoints, String needed, Duration deadline, int most)
            throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        List<Map<String, Long>> answers = new ArrayList<>();
        IOException failure = new IOException("there are no workers to ask");
        for (URI endpoint : endpoints) {
            if (answers.size() == most) {
                break;
            }
            try {
                Map<String, Long> values = get(endpoint, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
                if (!values.containsKey(needed)) {
                    throw new IOException("no metric " + needed);
                }
                answers.add(values);
            } catch (IOException e) {
                // One of several may be starting; what the others say still counts.
                failure = new IOException(endpoint + ": " + e.getMessage(), e);
            }
        }
        if (answers.isEmpty()) {
            throw failure;
        }
        return answers;
    }

    private Map<String, Long> get(URI endpoint, Duration timeout) throws IOException {
        try {
            HttpResponse<Stream<String>> response = Http.CLIENT.send(
                    HttpRequest.newBuilder(endpoint).timeout(timeout).build(), HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IOException("status " + response.statusCode());
                }
                return values(lines.toList());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The wanted metrics, each summed up over its labels. */
    private static Map<String, Long> values(List<String> lines) throws IOException {
        Map<String, Long> values = new HashMap<>();
        for (String line : lines) {
            String metric = line.split("[{ ]", 2)[0];
            if (WANTED.contains(metric)) {
                String value = line.substring(line.lastIndexOf(' ') + 1);
                try {
                    values.merge(metric, (long) Double.parseDouble(value), Long::sum);
                } catch (NumberFormatException e) {
                    throw new IOException(metric + ": \"" + value + "\" is no number", e);
                }
            }
        }
        return values;
    }
}
