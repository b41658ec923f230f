package io.fluid.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTPS for the API server. */
final class AdmissionServer implements AutoCloseable {

    static final String MUTATE = "/mutate-fluid-io-v1alpha1-schedulepod";
    static final String VALIDATE = "/validate-data-fluid-io-v1alpha1";

    /** The API server itself takes no larger request. */
    static final int MAX_BODY = 3 << 20;

    private static final int UNSUPPORTED_MEDIA_TYPE = 415;
    private static final int DRAIN_SECONDS = 5;
    private static final int DEFAULT_TIMEOUT_SECONDS = 10;
    private static final Pattern TIMEOUT = Pattern.compile("(?:^|&)timeout=([1-9][0-9]?)s(?:&|$)");
    private static final int BACKLOG = 1024;
    // Bytes of all bodies that are being decided on; a tree takes about ten times as much memory.
    private static final int BODIES_AT_A_TIME = 4 * MAX_BODY;

    static {
        // Answers are small and whole: waiting for more to send would only cost time. The JDK reads these once.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        setUnlessSet("sun.net.httpserver.maxReqTime", "20");
        setUnlessSet("sun.net.httpserver.maxRspTime", "30");
        // Longer than the API server keeps an idle connection, so that none is closed just as it is used again.
        setUnlessSet("sun.net.httpserver.idleInterval", "120");
    }

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore bodies = new Semaphore(BODIES_AT_A_TIME);

    /**
     * @param port 0 for any free port
     * @param handlers by path
     */
    AdmissionServer(int port, ReloadableKeyManager keys, Map<String, AdmissionHandler> handlers) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(port), BACKLOG);
        server.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
        server.setExecutor(threads);
        handlers.forEach((path, handler) -> server.createContext(path, exchange -> admit(exchange, handler)));
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    void start() {
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static SSLContext context(KeyManager keys) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keys}, null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    private void admit(HttpExchange exchange, AdmissionHandler handler) throws IOException {
        try (exchange) {
            if (!"POST".equals(exchange.getRequestMethod())) {
                refuse(exchange, handler, HttpURLConnection.HTTP_BAD_METHOD, "POST an AdmissionReview");
                return;
            }
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            if (type == null || !type.toLowerCase(Locale.ROOT).startsWith("application/json")) {
                refuse(
                        exchange,
                        handler,
                        UNSUPPORTED_MEDIA_TYPE,
                        "Content-Type: \"" + (type == null ? "" : type)
                                + "\" is not accepted; expected application/json");
                return;
            }
            byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
            if (body.length > MAX_BODY) {
                refuse(
                        exchange,
                        handler,
                        HttpURLConnection.HTTP_ENTITY_TOO_LARGE,
                        "expected at most " + MAX_BODY + " bytes");
                return;
            }
            bodies.acquireUninterruptibly(body.length);
            try {
                byte[] answer = handler.answer(body, patience(exchange.getRequestURI()));
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, answer.length);
                exchange.getResponseBody().write(answer);
            } catch (AdmissionHandler.BadReviewException e) {
                refuse(exchange, handler, HttpURLConnection.HTTP_BAD_REQUEST, String.valueOf(e.getMessage()));
            } finally {
                bodies.release(body.length);
            }
        }
    }

    /** The API server says how long it will wait, as {@code ?timeout=15s}; a part is left for the way back. */
    static Duration patience(URI request) {
        Matcher timeout = TIMEOUT.matcher(String.valueOf(request.getQuery()));
        int seconds = timeout.find() ? Integer.parseInt(timeout.group(1)) : DEFAULT_TIMEOUT_SECONDS;
        return Duration.ofSeconds(seconds).multipliedBy(4).dividedBy(5);
    }

    private static void refuse(HttpExchange exchange, AdmissionHandler handler, int status, String text)
            throws IOException {
        handler.metrics().unreadable();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        // What else the client has to say is not waited for.
        exchange.getResponseHeaders().set("Connection", "close");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** Answers what has begun, then ends. */
    @Override
    public void close() {
        server.stop(DRAIN_SECONDS);
        threads.close();
    }
}
