package com.example.httpcache;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.Problem;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One web server's files, kept by rclone on the workers' disks and mounted from there. */
final class HttpCacheEngine implements CacheEngine {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long GIB = 1L << 30;
    private static final String KIND = HttpCacheEngineProvider.DESCRIPTOR.runtimeKind();

    private final String image;

    HttpCacheEngine(String image) {
        this.image = image;
    }

    @Override
    public List<Problem> validate(CacheRequest request) {
        HttpCacheRuntime runtime = request.runtimeAs(HttpCacheRuntime.class);
        DatasetSpec dataset = request.dataset().getSpec();
        List<Problem> problems = new ArrayList<>();
        if (runtime.replicas() < 0) {
            problems.add(problem(KIND + ".spec.replicas", runtime.replicas(), "0 or more"));
        }
        if (runtime.cacheGi() < 1) {
            problems.add(problem(KIND + ".spec.cacheGi", runtime.cacheGi(), "1 or more"));
        }
        if (runtime.hasTiers()) {
            problems.add(problem(KIND + ".spec.tieredstore", "…", "nothing: there is one tier, spec.cacheGi"));
        }
        if (!dataset.sharedOptions().isEmpty()) {
            problems.add(problem("Dataset.spec.sharedOptions", dataset.sharedOptions(), "nothing: there are no options"));
        }
        if (!dataset.sharedEncryptOptions().isEmpty()) {
            problems.add(problem("Dataset.spec.sharedEncryptOptions", "…", "nothing: there are no secret options"));
        }
        if (dataset.mounts().size() != 1) {
            problems.add(problem("Dataset.spec.mounts", dataset.mounts().size() + " mounts", "one mount"));
        } else {
            check(dataset.mounts().get(0), problems);
        }
        return problems;
    }

    private static void check(Mount mount, List<Problem> problems) {
        String field = "Dataset.spec.mounts[0]";
        if (!isWebAddress(mount.mountPoint())) {
            problems.add(problem(field + ".mountPoint", mount.mountPoint(), "http://host/path or https://host/path"));
        }
        if (mount.path() != null && !mount.path().isEmpty() && !mount.path().equals("/")) {
            problems.add(problem(field + ".path", mount.path(), "/: the only mount is the root"));
        }
        if (!mount.options().isEmpty()) {
            problems.add(problem(field + ".options", mount.options(), "nothing: there are no options"));
        }
        if (!mount.encryptOptions().isEmpty()) {
            problems.add(problem(field + ".encryptOptions", "…", "nothing: there are no secret options"));
        }
    }

    private static boolean isWebAddress(String text) {
        try {
            URI address = new URI(text == null ? "" : text);
            return List.of("http", "https").contains(String.valueOf(address.getScheme())) && address.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static Problem problem(String field, Object value, String accepted) {
        return new Problem(field, String.valueOf(value), accepted);
    }

    @Override
    public CacheDescription describe(CacheRequest request) {
        HttpCacheRuntime runtime = request.runtimeAs(HttpCacheRuntime.class);
        return new HttpCacheManifests(request, runtime, image).describe(runtime.cacheGi() * GIB);
    }

    @Override
    public CacheUsage report(CacheRequest request, Duration deadline) throws IOException {
        // One server answers for all: each is asked as often as the others.
        URI statistics = URI.create("http://" + HttpCacheManifests.host(request) + ":" + HttpCacheManifests.CONTROL
                + "/vfs/stats");
        HttpRequest question = HttpRequest.newBuilder(statistics)
                .timeout(deadline)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient().send(question, HttpResponse.BodyHandlers.ofString());
            JsonNode used = JSON.readTree(answer.body()).at("/diskCache/bytesUsed");
            if (!used.isNumber()) {
                throw new IOException(statistics + " answered " + answer.statusCode() + " without diskCache.bytesUsed");
            }
            HttpCacheRuntime runtime = request.runtimeAs(HttpCacheRuntime.class);
            return CacheUsage.of(runtime.replicas() * runtime.cacheGi() * GIB, runtime.replicas() * used.asLong());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + statistics, e);
        }
    }
}
