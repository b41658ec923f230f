package io.fluid.core.kube;

import org.jspecify.annotations.Nullable;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.HttpURLConnection;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * The JDK's HTTP client without its web sockets: fabric8 then watches by plain requests whose answers do not end. When the
 * connection of one of the JDK's web sockets ends just after a message or in the middle of one, its reader may fail with
 * an InternalError that nobody hears (seen with JDK 25), and the watch stays deaf for minutes, until it is renewed. What such
 * a watch hears is passed on as {@link AsciiJson}.
 *
 * <p>Informers ask two at a time. All at once, each would make a connection of its own, with all that a handshake of TLS
 * takes; so the lists share two, and the watches' connections take up the sessions of earlier ones. Watches begin after
 * the {@link FirstWork}, which finds the lists' connections free.
 */
final class WatchfulHttpClient extends HttpClient {

    private static final String WATCH = "watch=true";
    // An informer's list: from the API server's cache.
    private static final String FILL = "resourceVersion=0";
    private static final int AT_ONCE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final CompletableFuture<?> NOTHING = CompletableFuture.completedFuture(WATCH);

    private final HttpClient client;
    private final FirstWork work;
    private final Turnstile turnstile = new Turnstile(AT_ONCE, PATIENCE);

    private WatchfulHttpClient(HttpClient client, FirstWork work) {
        this.client = client;
        this.work = work;
    }

    /** A builder of such clients. */
    static Builder wrap(Builder builder, FirstWork work) {
        return proxy(Builder.class, builder, "build", () -> new WatchfulHttpClient(builder.build(), work));
    }

    @Override
    public WebSocket.Builder newWebSocketBuilder() {
        return proxy(
                WebSocket.Builder.class,
                client.newWebSocketBuilder(),
                "buildAsync",
                () -> CompletableFuture.failedFuture(new WebSocketHandshakeException(new Refusal())));
    }

    /** Delegates all but one method. */
    private static <T> T proxy(Class<T> type, T target, String name, Supplier<Object> instead) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (method.getName().equals(name)) {
                        return instead.get();
                    }
                    Object value = call(target, method, arguments);
                    return value == target ? self : value;
                }));
    }

    private static Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    /** What a server answers that knows no web sockets. fabric8 falls back after 200 and 503, and tries again after 503. */
    private record Refusal() implements HttpResponse<String> {
        @Override
        public int statusCode() {
            return HttpURLConnection.HTTP_OK;
        }

        @Override
        public HttpRequest request() {
            return HttpRequest.newBuilder(uri()).build();
        }

        @Override
        public Optional<HttpResponse<String>> previousResponse() {
            return Optional.empty();
        }

        @Override
        public HttpHeaders headers() {
            return HttpHeaders.of(Map.of(), (name, value) -> true);
        }

        @Override
        public String body() {
            return "web sockets are not used";
        }

        @Override
        public Optional<SSLSession> sslSession() {
            return Optional.empty();
        }

        @Override
        public URI uri() {
            return URI.create("http://localhost");
        }

        @Override
        public Version version() {
            return Version.HTTP_1_1;
        }
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return client.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return client.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return client.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return client.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return client.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return client.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return client.authenticator();
    }

    @Override
    public Version version() {
        return client.version();
    }

    @Override
    public Optional<Executor> executor() {
        return client.executor();
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return client.send(request, handler);
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(HttpRequest request, BodyHandler<T> handler) {
        return inTurn(request, () -> client.sendAsync(request, watchful(request, handler)));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, BodyHandler<T> handler, @Nullable PushPromiseHandler<T> pushes) {
        return inTurn(request, () -> client.sendAsync(request, watchful(request, handler), pushes));
    }

    private <T> CompletableFuture<T> inTurn(HttpRequest request, Supplier<CompletableFuture<T>> sending) {
        if (asks(request, WATCH)) {
            return turnstile.pass(work.awaited(), sending);
        }
        return asks(request, FILL) ? turnstile.pass(NOTHING, sending) : sending.get();
    }

    private static <T> BodyHandler<T> watchful(HttpRequest request, BodyHandler<T> handler) {
        return asks(request, WATCH) ? response -> new AsciiJson<>(handler.apply(response)) : handler;
    }

    private static boolean asks(HttpRequest request, String parameter) {
        @Nullable String query = request.uri().getRawQuery();
        return query != null && Arrays.asList(query.split("&")).contains(parameter);
    }
}
