package io.fluid.engine.jindo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/** A server that lists one bucket as OSS does, for requests that are signed with the right key. */
final class OssServer implements AutoCloseable {

    static final String BUCKET = "models";
    static final String ID = "an-id";
    static final String SECRET = "a-secret";
    private static final int LARGEST_PAGE = 1000;

    private final HttpServer server;
    private final NavigableMap<String, Long> objects = new TreeMap<>();
    private final List<String> markers = new CopyOnWriteArrayList<>();

    OssServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    void put(String key, long size) {
        objects.put(key, size);
    }

    /** Markers of the pages that were asked for. */
    List<String> markers() {
        return List.copyOf(markers);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String refusal = refusal(exchange, path);
            if (refusal != null) {
                String text = "<?xml version=\"1.0\"?><Error><Code>" + refusal
                        + "</Code><Message>refused</Message><RequestId>1</RequestId><HostId>h</HostId></Error>";
                send(exchange, refusal.equals("NoSuchBucket") ? 404 : 403, text);
                return;
            }
            send(exchange, 200, page(query(exchange)));
        }
    }

    private static String refusal(HttpExchange exchange, String path) {
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (authorization == null) {
            return "AccessDenied";
        }
        String[] parts = authorization.split("[ :]", 3);
        if (!parts[1].equals(ID)) {
            return "InvalidAccessKeyId";
        }
        if (!parts[2].equals(signature(exchange, path))) {
            return "SignatureDoesNotMatch";
        }
        return path.equals("/" + BUCKET + "/") || path.equals("/" + BUCKET) ? null : "NoSuchBucket";
    }

    /** As the documentation of OSS says: the verb, three headers, those that begin with x-oss-, the resource. */
    private static String signature(HttpExchange exchange, String path) {
        String own = exchange.getRequestHeaders().entrySet().stream()
                .map(header -> Map.entry(
                        header.getKey().toLowerCase(Locale.ROOT),
                        header.getValue().get(0)))
                .filter(header -> header.getKey().startsWith("x-oss-"))
                .sorted(Map.Entry.comparingByKey())
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining());
        String text = exchange.getRequestMethod() + "\n" + header(exchange, "Content-MD5") + "\n"
                + header(exchange, "Content-Type") + "\n" + header(exchange, "Date") + "\n" + own
                + (path.endsWith("/") ? path : path + "/");
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    private String page(Map<String, String> query) {
        String prefix = query.getOrDefault("prefix", "");
        String marker = query.getOrDefault("marker", "");
        int size = Math.min(LARGEST_PAGE, Integer.parseInt(query.getOrDefault("max-keys", "100")));
        markers.add(marker);
        List<Map.Entry<String, Long>> left = objects.tailMap(marker, false).entrySet().stream()
                .filter(object -> object.getKey().startsWith(prefix))
                .toList();
        List<Map.Entry<String, Long>> page = left.subList(0, Math.min(size, left.size()));
        boolean truncated = left.size() > page.size();
        StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult><Name>"
                + BUCKET + "</Name><Prefix>" + prefix + "</Prefix><MaxKeys>" + size + "</MaxKeys><IsTruncated>"
                + truncated + "</IsTruncated>");
        if (truncated) {
            text.append("<NextMarker>")
                    .append(page.get(page.size() - 1).getKey())
                    .append("</NextMarker>");
        }
        page.forEach(object -> text.append("<Contents><Key>")
                .append(object.getKey())
                .append("</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>\"E\"</ETag><Size>")
                .append(object.getValue())
                .append("</Size><StorageClass>Standard</StorageClass>"
                        + "<Owner><ID>1</ID><DisplayName>one</DisplayName></Owner></Contents>"));
        return text.append("</ListBucketResult>").toString();
    }

    private static void send(HttpExchange exchange, int status, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try {
            exchange.getResponseHeaders().set("Content-Type", "application/xml");
            exchange.getResponseHeaders().set("x-oss-request-id", "1");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
