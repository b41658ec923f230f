package io.fluid.e2e.faults;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** One connection of a client, with one of its own to the API server. */
final class FaultyConnection {

    private static final int SWITCHING = 101;
    private static final Map<Integer, String> REASONS = Map.of(
            409, "Conflict",
            410, "Expired",
            429, "TooManyRequests",
            500, "InternalError",
            503, "ServiceUnavailable");

    private final FaultProxy proxy;
    private final Socket client;
    private volatile @Nullable Socket server;
    private volatile boolean closed;
    private volatile boolean watches;

    FaultyConnection(FaultProxy proxy, Socket client) {
        this.proxy = proxy;
        this.client = client;
    }

    boolean watches() {
        return watches;
    }

    /** Serves requests until one side ends or a fault ends it. */
    void serve() throws IOException {
        client.setTcpNoDelay(true);
        InputStream in = new BufferedInputStream(client.getInputStream());
        OutputStream out = new BufferedOutputStream(client.getOutputStream());
        for (HttpHead head = HttpHead.read(in); head != null && !closed; head = HttpHead.read(in)) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            head.copyBody(in, body, false);
            if (!answer(new Request(head, body.toByteArray()), in, out)) {
                return;
            }
        }
    }

    private record Request(HttpHead head, byte[] body) {
        String path() {
            return head.part(1).split("\\?", 2)[0];
        }

        String query() {
            String[] parts = head.part(1).split("\\?", 2);
            return parts.length < 2 ? "" : parts[1];
        }
    }

    /** Whether the connection can be used for another request. */
    private boolean answer(Request request, InputStream in, OutputStream out) throws IOException {
        String method = request.head().part(0);
        switch (proxy.meet(method, request.path(), request.query())) {
            case Fault.None none -> {
                return pass(request, in, out);
            }
            case Fault.Delay delay -> {
                return sleep(delay.time()) && pass(request, in, out);
            }
            case Fault.Refusal refusal -> {
                if (refusal.accepted()) {
                    swallow(request);
                }
                refuse(refusal, out);
                return true;
            }
            case Fault.Cut cut -> {
                if (cut.accepted()) {
                    swallow(request);
                }
                return false;
            }
            case Fault.ShortWatch watch -> {
                return pass(request, in, new LimitedOutput(out, watch.bytes()));
            }
            case Fault.Death death -> {
                if (death.accepted()) {
                    swallow(request);
                    proxy.die(method, request.path(), request.query());
                }
                return false;
            }
        }
    }

    private static boolean sleep(Duration time) {
        try {
            Thread.sleep(time);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private HttpHead send(Request request) throws IOException {
        Socket to = server;
        if (to == null) {
            to = proxy.connect();
            server = to;
            if (closed) {
                to.close();
            }
        }
        String method = request.head().part(0);
        String query = request.query().isEmpty() ? "" : "?" + request.query();
        String first = method + " " + proxy.view().path(method, request.path()) + query + " HTTP/1.1";
        OutputStream out = new BufferedOutputStream(to.getOutputStream());
        request.head().with(first, "Host", proxy.authority()).write(out);
        out.write(request.body());
        out.flush();
        HttpHead answer = HttpHead.read(to.getInputStream());
        if (answer == null) {
            throw new IOException("the API server closed the connection");
        }
        return answer;
    }

    private boolean pass(Request request, InputStream in, OutputStream out) throws IOException {
        HttpHead answer = send(request);
        InputStream from = from();
        boolean watch = request.query().contains("watch=true");
        answer.write(out);
        out.flush();
        if (Integer.parseInt(answer.part(1)) == SWITCHING) {
            watches = watch;
            Thread.ofVirtual().start(() -> pump(in));
            stream(from, out);
            return false;
        }
        watches = watch;
        answer.copyBody(from, out, hasBody(request, answer));
        watches = false;
        return true;
    }

    private static boolean hasBody(Request request, HttpHead answer) {
        int status = Integer.parseInt(answer.part(1));
        return status != 204 && status != 304 && !request.head().part(0).equals("HEAD");
    }

    private InputStream from() throws IOException {
        Socket from = server;
        if (from == null) {
            throw new IOException("not connected");
        }
        return from.getInputStream();
    }

    /** What the client says on a connection that is no longer HTTP. */
    private void pump(InputStream in) {
        Socket to = server;
        try {
            if (to != null) {
                stream(in, to.getOutputStream());
            }
        } catch (IOException e) {
            // The other direction ends with it.
        } finally {
            close();
        }
    }

    private static void stream(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[16384];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
            out.flush();
        }
    }

    private void swallow(Request request) throws IOException {
        HttpHead answer = send(request);
        answer.copyBody(from(), OutputStream.nullOutputStream(), hasBody(request, answer));
    }

    private static void refuse(Fault.Refusal refusal, OutputStream out) throws IOException {
        String reason = REASONS.getOrDefault(refusal.status(), "Unknown");
        String body = "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":"
                + "\"a fault was injected\",\"reason\":\"%s\",\"code\":%d}".formatted(reason, refusal.status());
        String retry = refusal.retryAfter() > 0 ? "Retry-After: " + refusal.retryAfter() + "\r\n" : "";
        String head = "HTTP/1.1 %d %s\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n"
                .formatted(refusal.status(), reason, retry, body.length());
        out.write((head + body).getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    void close() {
        closed = true;
        closeQuietly(client);
        Socket to = server;
        if (to != null) {
            closeQuietly(to);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Nobody needs it any more.
        }
    }

    /** Ends after so many bytes. */
    private static final class LimitedOutput extends OutputStream {
        private final OutputStream out;
        private long left;

        LimitedOutput(OutputStream out, int bytes) {
            this.out = out;
            this.left = bytes;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            int now = (int) Math.min(left, length);
            out.write(bytes, from, now);
            left -= now;
            if (now < length) {
                out.flush();
                throw new IOException("the watch is dropped");
            }
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }
}
