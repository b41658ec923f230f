package io.fluid.e2e.faults;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import javax.net.ssl.SSLContext;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands between a controller and the API server and lets requests fail as {@link Faults} say. Plain HTTP/1.1 to the
 * controller; TLS, with the rights of the given configuration, to the API server. Watches by WebSocket pass through.
 */
public final class FaultProxy implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FaultProxy.class);
    private static final int WAITING_CONNECTIONS = 200;
    private static final int CONNECT_MILLIS = 10_000;

    private final URI upstream;
    private final SSLContext tls;
    private final Faults faults;
    private final NamespaceView view;
    private final int port;
    private final Set<FaultyConnection> connections = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> occurrences = new ConcurrentHashMap<>();
    private final Map<String, Integer> tally = new TreeMap<>();
    private final List<ApiCall> writes = new ArrayList<>();
    private final CompletableFuture<ApiCall> death = new CompletableFuture<>();
    private ServerSocket listener;
    private volatile long lastWrite = System.nanoTime();

    /**
     * @param server how to reach the API server
     * @param namespace the only namespace that the controller sees; empty for all
     */
    public FaultProxy(Config server, String namespace, Faults faults) {
        this.upstream = URI.create(server.getMasterUrl());
        this.view = new NamespaceView(namespace);
        this.faults = faults;
        try {
            this.tls = SSLUtils.sslContext(server);
            this.listener = listen(0);
            this.port = listener.getLocalPort();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the TLS configuration of " + upstream, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the controller finds its API server. */
    public String url() {
        return "http://127.0.0.1:" + port;
    }

    /** By which a controller in a process of its own finds it. */
    public Map<String, String> environment() {
        return Map.of("KUBERNETES_AUTH_TRYKUBECONFIG", "false", "KUBERNETES_MASTER", url());
    }

    private synchronized ServerSocket listen(int wanted) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), WAITING_CONNECTIONS);
        Thread.ofVirtual().name("fault-proxy").start(() -> accept(socket));
        return socket;
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> serve(socket, client));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    LOG.warn("a connection could not be accepted", e);
                }
            }
        }
    }

    private void serve(ServerSocket on, Socket client) {
        FaultyConnection connection = new FaultyConnection(this, client);
        connections.add(connection);
        if (on.isClosed()) {
            connection.close();
        }
        try {
            connection.serve();
        } catch (IOException e) {
            LOG.debug("a connection ended", e);
        } finally {
            connection.close();
            connections.remove(connection);
        }
    }

    Socket connect() throws IOException {
        Socket socket = tls.getSocketFactory().createSocket();
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(upstream.getHost(), upstream.getPort()), CONNECT_MILLIS);
        return socket;
    }

    String authority() {
        return upstream.getAuthority();
    }

    NamespaceView view() {
        return view;
    }

    /** Takes note of a request and decides what happens to it. */
    Fault meet(String method, String path, String query) {
        int occurrence =
                occurrences.merge(method + " " + path + (query.contains("watch=true") ? " watch" : ""), 1, Integer::sum)
                        - 1;
        ApiCall call = new ApiCall(method, path, query, occurrence);
        Fault fault = faults.of(call);
        synchronized (this) {
            if (call.isWrite() && !call.isEvent()) {
                writes.add(call);
                lastWrite = System.nanoTime();
            }
            if (fault != Fault.NONE) {
                tally.merge(fault.name(), 1, Integer::sum);
            }
        }
        if (fault instanceof Fault.Death end && !end.accepted()) {
            death.complete(call);
            away();
        }
        return fault;
    }

    /** The answer to a dying client's last request is there; nobody will get it. */
    void die(String method, String path, String query) {
        death.complete(new ApiCall(method, path, query, 0));
        away();
    }

    /** Complete, with its last request, when the client was declared dead. */
    public CompletableFuture<ApiCall> death() {
        return death;
    }

    /** Ends all connections and accepts none until {@link #back}. */
    public synchronized void away() {
        try {
            listener.close();
        } catch (IOException e) {
            LOG.warn("the listener could not be closed", e);
        }
        connections.forEach(FaultyConnection::close);
    }

    /** Accepts connections again, at the same address. */
    public synchronized void back() {
        try {
            listener = listen(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends all watches; new ones are welcome. */
    public void dropWatches() {
        connections.stream().filter(FaultyConnection::watches).forEach(FaultyConnection::close);
    }

    /** How many watches are open. */
    public long watches() {
        return connections.stream().filter(FaultyConnection::watches).count();
    }

    /** How often each fault happened. */
    public synchronized Map<String, Integer> tally() {
        return Map.copyOf(tally);
    }

    /** All that the client wanted to write so far, without Events. */
    public synchronized List<ApiCall> writes() {
        return List.copyOf(writes);
    }

    /** Time since the client last wanted to write something. */
    public Duration quiet() {
        return Duration.ofNanos(System.nanoTime() - lastWrite);
    }

    @Override
    public void close() {
        away();
    }
}
