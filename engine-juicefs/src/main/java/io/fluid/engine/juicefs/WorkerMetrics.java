package io.fluid.engine.juicefs;

import io.fluid.core.spi.CacheUsage;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** Asks workers what lies in their caches, by the metrics that every JuiceFS mount offers in Prometheus' text format. */
final class WorkerMetrics {

    private static final String CACHED = "juicefs_blockcache_bytes";
    private static final String HIT = "juicefs_blockcache_hit_bytes";
    private static final String MISSED = "juicefs_blockcache_miss_bytes";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /**
     * Sums up the workers.
     *
     * @param endpoints addresses of the metrics, one for each worker that is wanted
     * @param capacityBytes of all of them
     * @throws IOException when none of them answers in time
     */
    CacheUsage read(List<URI> endpoints, long capacityBytes, Duration deadline) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        long cached = 0;
        long hit = 0;
        long missed = 0;
        int answers = 0;
        IOException failure = new IOException("there are no workers to ask");
        for (URI endpoint : endpoints) {
            try {
                String text = get(endpoint, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
                cached += sum(text, CACHED);
                hit += sum(text, HIT);
                missed += sum(text, MISSED);
                answers++;
            } catch (IOException e) {
                // One of several may be starting; what the others say still counts.
                failure = new IOException(endpoint + ": " + e.getMessage(), e);
            }
        }
        if (answers == 0) {
            throw failure;
        }
        return new CacheUsage(
                capacityBytes, cached, OptionalLong.of(hit), OptionalLong.empty(), OptionalLong.of(missed));
    }

    private String get(URI endpoint, Duration timeout) throws IOException {
        try {
            HttpResponse<Stream<String>> response = client.send(
                    HttpRequest.newBuilder(endpoint).timeout(timeout).build(), HttpResponse.BodyHandlers.ofLines());
            try (Stream<String> lines = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IOException("status " + response.statusCode());
                }
                return String.join(
                        "\n",
                        lines.filter(line -> line.startsWith("juicefs_blockcache"))
                                .toList());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** The sum of a metric over its labels. */
    static long sum(String text, String metric) throws IOException {
        long sum = 0;
        for (String line : text.split("\n")) {
            if (line.startsWith(metric + "{") || line.startsWith(metric + " ")) {
                String value = line.substring(line.lastIndexOf(' ') + 1);
                try {
                    sum += (long) Double.parseDouble(value);
                } catch (NumberFormatException e) {
                    throw new IOException(metric + ": \"" + value + "\" is no number", e);
                }
            }
        }
        return sum;
    }
}
