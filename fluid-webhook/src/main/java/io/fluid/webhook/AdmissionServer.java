package io.fluid.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** HTTPS for the API server, plain HTTP for probes. */
final class AdmissionServer implements AutoCloseable {

    static final String PATH = "/mutate-fluid-io-v1alpha1-schedulepod";

    private static final int MAX_BODY = 3 << 20;
    private static final int DRAIN_SECONDS = 5;
    private static final int BACKLOG = 1024;

    private final HttpsServer admission;
    private final HttpServer probes;

    AdmissionServer(int port, int probePort, ReloadableKeyManager keys, AdmissionHandler handler, BooleanSupplier ready)
            throws IOException {
        admission = HttpsServer.create(new InetSocketAddress(port), BACKLOG);
        admission.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
        admission.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        admission.createContext(PATH, exchange -> admit(exchange, handler));
        probes = HttpServer.create(new InetSocketAddress(probePort), 0);
        probes.createContext("/healthz", exchange -> text(exchange, HttpURLConnection.HTTP_OK, "ok"));
        probes.createContext(
                "/readyz",
                exchange -> text(
                        exchange,
                        ready.getAsBoolean() ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE,
                        ready.getAsBoolean() ? "ok" : "not all watches have read their first state"));
    }

    void start() {
        admission.start();
        probes.start();
    }

    int port() {
        return admission.getAddress().getPort();
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

    private static void admit(HttpExchange exchange, AdmissionHandler handler) throws IOException {
        try (exchange) {
            if (!"POST".equals(exchange.getRequestMethod())) {
                text(exchange, HttpURLConnection.HTTP_BAD_METHOD, "POST an AdmissionReview");
                return;
            }
            byte[] body = read(exchange.getRequestBody());
            if (body.length > MAX_BODY) {
                text(exchange, HttpURLConnection.HTTP_ENTITY_TOO_LARGE, "more than " + MAX_BODY + " bytes");
                return;
            }
            try {
                byte[] answer = handler.answer(body);
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(HttpURLConnection.HTTP_OK, answer.length);
                exchange.getResponseBody().write(answer);
            } catch (AdmissionHandler.BadReviewException e) {
                text(exchange, HttpURLConnection.HTTP_BAD_REQUEST, String.valueOf(e.getMessage()));
            }
        }
    }

    private static byte[] read(InputStream body) throws IOException {
        return body.readNBytes(MAX_BODY + 1);
    }

    private static void text(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    /** Answers what has begun, then ends. */
    @Override
    public void close() {
        admission.stop(DRAIN_SECONDS);
        probes.stop(0);
    }
}
