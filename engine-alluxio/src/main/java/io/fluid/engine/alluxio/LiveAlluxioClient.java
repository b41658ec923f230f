package io.fluid.engine.alluxio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.MeasuresStorage.StorageTotals;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Figures come from the master's web server, which every master has and which costs one request; files are counted and
 * freed with Alluxio's own client, whose classes are only needed then.
 */
final class LiveAlluxioClient implements AlluxioClient {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Address address;

    /** Made with the first question: TLS, which it prepares, is a tenth of the start of a process. */
    private static final class Http {
        static final HttpClient CLIENT = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
    }

    LiveAlluxioClient(Address address) {
        this.address = address;
    }

    @Override
    public CacheUsage usage(Duration deadline) throws IOException {
        JsonNode metrics = metrics(deadline);
        JsonNode gauges = metrics.path("gauges");
        JsonNode counters = metrics.path("counters");
        return new CacheUsage(
                gauges.path("Cluster.CapacityTotal").path("value").asLong(),
                gauges.path("Cluster.CapacityUsed").path("value").asLong(),
                count(counters, "Cluster.BytesReadLocal"),
                count(counters, "Cluster.BytesReadRemote"),
                count(counters, "Cluster.BytesReadUfsAll"));
    }

    @Override
    public StorageTotals totals(Duration deadline) throws IOException {
        return withFiles(deadline, () -> AlluxioFiles.totals(address, deadline));
    }

    @Override
    public void free(Duration deadline) throws IOException {
        withFiles(deadline, () -> {
            AlluxioFiles.free(address, deadline);
            return true;
        });
    }

    @Override
    public List<MountedStorage> mounted(Duration deadline) throws IOException {
        return withFiles(deadline, () -> AlluxioFiles.mounted(address, deadline));
    }

    @Override
    public void list(String path, Duration deadline) throws IOException {
        withFiles(deadline, () -> {
            AlluxioFiles.list(address, path, deadline);
            return true;
        });
    }

    // Of several masters only the leader has a web server.
    private JsonNode metrics(Duration deadline) throws IOException {
        IOException failure = new IOException("no master of " + address);
        for (String host : address.hosts()) {
            try {
                return metrics(host, deadline.dividedBy(address.hosts().size()));
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private JsonNode metrics(String host, Duration deadline) throws IOException {
        URI uri = URI.create("http://" + host + ":" + address.webPort() + "/metrics/json/");
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(deadline).build();
        try {
            HttpResponse<String> response = Http.CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(uri + " answered " + response.statusCode());
            }
            JsonNode metrics = MAPPER.readTree(response.body());
            if (metrics.path("gauges").path("Cluster.CapacityTotal").isMissingNode()) {
                throw new IOException(uri + " has no Cluster.CapacityTotal");
            }
            return metrics;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + uri, e);
        }
    }

    private static OptionalLong count(JsonNode counters, String name) {
        JsonNode count = counters.path(name).path("count");
        return count.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(count.asLong());
    }

    // Alluxio's client looks for its master for two minutes whatever its configuration says: a master that is not there
    // is found out by a request, and the client gets a thread that can be left behind.
    private <T> T withFiles(Duration deadline, Callable<T> files) throws IOException {
        metrics(deadline);
        FutureTask<T> task = new FutureTask<>(files);
        Thread thread = new Thread(task, "alluxio-client");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("Alluxio did not answer within " + deadline.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking Alluxio", e);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } finally {
            task.cancel(true);
        }
    }

    private static IOException failure(@Nullable Throwable cause) {
        if (cause instanceof NoClassDefFoundError) {
            return new IOException("alluxio-shaded-client is not on the class path of this process", cause);
        }
        return cause instanceof IOException ? (IOException) cause : new IOException(cause);
    }
}
