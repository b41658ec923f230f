package io.fluid.core.launcher;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.micrometer.core.instrument.MeterRegistry;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Counts requests to the API server as {@code rest_client_requests_total}, by verb, resource, method and answer. */
final class ApiCallCounter implements Interceptor {

    /** The answer of a watch, which is counted when it is asked for. */
    static final String OPENED = "<watch>";

    private static final Pattern ONE_OBJECT = Pattern.compile(
            "/(?:api/v1|apis/[^/]+/[^/]+)(?:/namespaces/[^/]+/[^/]+/[^/]+|/(?!namespaces/)[^/]+/[^/]+).*");
    private static final Pattern RESOURCE =
            Pattern.compile("/(?:api/v1|apis/[^/]+/[^/]+)(?:/namespaces/[^/]+(?=/))?/([^/]+)");
    private static final String WATCHES = "watch=true";

    private final MeterRegistry metrics;

    ApiCallCounter(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        // What is asked of a web socket is never sent, and asked once more (KubernetesClients).
        if (builder instanceof HttpRequest.Builder && isWatch(request.uri())) {
            count("watch", request, OPENED);
        }
    }

    @Override
    public void after(HttpRequest request, HttpResponse<?> response, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
        if (!isWatch(request.uri())) {
            count(verb(request.method(), request.uri()), request, Integer.toString(response.code()));
        }
    }

    @Override
    public void afterConnectionFailure(HttpRequest request, Throwable failure) {
        // As client-go names it.
        count(verb(request.method(), request.uri()), request, "<error>");
    }

    /** The verb as RBAC calls it. */
    static String verb(String method, URI uri) {
        return switch (method) {
            case "GET" ->
                isWatch(uri) ? "watch" : ONE_OBJECT.matcher(uri.getPath()).matches() ? "get" : "list";
            case "POST" -> "create";
            case "PUT" -> "update";
            default -> method.toLowerCase(Locale.ROOT);
        };
    }

    private static boolean isWatch(URI uri) {
        return uri.getQuery() != null && uri.getQuery().contains(WATCHES);
    }

    /** The plural of the kind that is asked for; empty for other paths. */
    static String resource(URI uri) {
        Matcher matcher = RESOURCE.matcher(uri.getPath());
        return matcher.lookingAt() ? matcher.group(1) : "";
    }

    private void count(String verb, HttpRequest request, String code) {
        metrics.counter(
                        "rest_client_requests",
                        "verb",
                        verb,
                        "resource",
                        resource(request.uri()),
                        "method",
                        request.method(),
                        "code",
                        code)
                .increment();
    }
}
