package io.fluid.e2e.cluster;

import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.e2e.tools.CacheFolder;
import io.fluid.e2e.tools.FileTrees;
import io.fluid.e2e.tools.GoPrograms;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real API server with etcd and nothing else, on free ports of the loopback: objects are validated, stored and
 * watched, but no pod runs and no controller acts. It needs no root, and any number can run side by side.
 */
public final class ApiServerOnly implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String TIED = "LOCALKUBE_EXIT_WITH_STDIN";

    private final Path folder;
    private final List<Daemon> daemons = new ArrayList<>();
    private final ControlPlane plane;
    private final KubernetesClient client;
    private final Thread abandoned = new Thread(this::end, "api-server-end");
    private @Nullable Map<String, String> podEnvironment;

    private ApiServerOnly(CacheFolder cache, boolean controllers) {
        Path localkube = new GoPrograms(cache).localkube();
        try {
            this.folder = Files.createTempDirectory("api-server");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Runtime.getRuntime().addShutdownHook(abandoned);
        List<Integer> ports = freePorts(3);
        this.plane = new ControlPlane(new ControlPlane.Settings(
                folder,
                LOOPBACK,
                ports.get(0),
                ports.get(1),
                ports.get(2),
                controllers,
                (component, flags) -> launch(localkube, component, flags)));
        try {
            plane.startApiServer();
            if (controllers) {
                plane.startControllers();
            }
        } catch (RuntimeException e) {
            end();
            throw e;
        }
        this.client = ControlPlane.client(plane.kubeconfig());
    }

    /** An API server where objects stay as they are written. */
    public static ApiServerOnly start(CacheFolder cache) {
        return new ApiServerOnly(cache, false);
    }

    /** The same with Kubernetes' own controllers and scheduler, but no node. */
    public static ApiServerOnly startWithControllers(CacheFolder cache) {
        return new ApiServerOnly(cache, true);
    }

    private Daemon launch(Path localkube, String component, List<String> flags) {
        List<String> line = new ArrayList<>(List.of(localkube.toString(), component));
        line.addAll(flags);
        ProcessBuilder builder = new ProcessBuilder(line);
        // The pipe to its standard input closes when we die, even by SIGKILL.
        builder.environment().put(TIED, "1");
        Daemon daemon = Daemon.start(component, folder.resolve("logs"), builder);
        daemons.add(daemon);
        return daemon;
    }

    /** A client as administrator; it is closed with the server. */
    public KubernetesClient client() {
        return client;
    }

    public Path kubeconfig() {
        return plane.kubeconfig();
    }

    /**
     * The environment by which a program with fabric8's client finds the server as it would in a pod: by the token of a
     * service account, which may do everything, and without a kubeconfig.
     */
    public synchronized Map<String, String> podEnvironment() {
        if (podEnvironment == null) {
            podEnvironment = Map.of(
                    "KUBERNETES_AUTH_TRYKUBECONFIG", "false",
                    "KUBERNETES_MASTER", plane.url(),
                    "KUBERNETES_CERTS_CA_FILE", plane.certificates().authority().toString(),
                    "KUBERNETES_AUTH_TOKEN", token());
        }
        return podEnvironment;
    }

    private String token() {
        ServiceAccount account = client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withNamespace("kube-system")
                        .withName("programs")
                        .endMetadata()
                        .build())
                .create();
        client.resource(new ClusterRoleBindingBuilder()
                        .withNewMetadata()
                        .withName("programs")
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", "cluster-admin")
                        .addNewSubject(
                                "",
                                "ServiceAccount",
                                account.getMetadata().getName(),
                                account.getMetadata().getNamespace())
                        .build())
                .create();
        return client.serviceAccounts()
                .resource(account)
                .tokenRequest()
                .getStatus()
                .getToken();
    }

    @Override
    public void close() {
        client.close();
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(abandoned);
        } catch (IllegalStateException e) {
            // It runs already, and does no harm.
        }
    }

    private synchronized void end() {
        daemons.forEach(daemon -> daemon.process().destroyForcibly());
        daemons.forEach(daemon -> daemon.process().onExit().join());
        FileTrees.delete(folder);
    }

    /** All are held open until all are known, so that they differ. */
    private static List<Integer> freePorts(int count) {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> ports =
                    sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            return ports;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
