package io.fluid.e2e.cluster;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fluid.e2e.image.FluidImages;
import io.fluid.e2e.image.Image;
import io.fluid.e2e.tools.CacheFolder;
import io.fluid.e2e.tools.Command;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("cluster")
class LocalClusterIT {

    private static final CacheFolder CACHE = CacheFolder.ofUser();
    private static final String NAMESPACE = "default";

    private static LocalCluster cluster;
    private static KubernetesClient client;
    private static Image tools;

    @BeforeAll
    static void start() {
        cluster = LocalCluster.start(CACHE);
        client = cluster.client();
        tools = FluidImages.tools(cluster.baseLayers());
        cluster.load(tools);
    }

    @AfterAll
    static void leavesNothingBehind() throws Exception {
        Path run = LocalCluster.runFolder(CACHE);
        cluster.close();
        assertThat(run).doesNotExist();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(run.toString());
        assertThat(Path.of("/sys/class/net/fluid-local")).doesNotExist();
        assertThat(Command.of("ps", "-e", "-o", "args=").output()).doesNotContain(run.toString());
        assertThat(Path.of("/sys/fs/cgroup/memory/fluid-local")).doesNotExist();
    }

    @Test
    void imageThatIsThereIsNotSentAgain() {
        assertThat(cluster.load(tools)).isFalse();
    }

    @Test
    void podsResolveServicesByName() {
        String log = runToCompletion("dns", "getent hosts kubernetes.default.svc.cluster.local");
        assertThat(log).contains("10.96.0.1");
    }

    @Test
    void podsReachTheApiServerThroughItsService() {
        String log = runToCompletion("api", "curl -ksS https://kubernetes.default/version");
        assertThat(log).contains("gitVersion");
    }

    @Test
    void whatNativeSidecarMountsIsSeenByTheAppAndGoneWithThePod() {
        Container sidecar = shell(
                        "sidecar",
                        "mkdir -p /shared/m && mount -t tmpfs tmpfs /shared/m && echo from-sidecar > /shared/m/file;"
                                + " trap 'umount /shared/m; exit 0' TERM; sleep infinity & wait")
                .withRestartPolicy("Always")
                .withNewSecurityContext()
                .withPrivileged(true)
                .endSecurityContext()
                .withNewStartupProbe()
                .withNewExec()
                .withCommand("test", "-f", "/shared/m/file")
                .endExec()
                .withPeriodSeconds(1)
                .endStartupProbe()
                .addNewVolumeMount()
                .withName("shared")
                .withMountPath("/shared")
                .withMountPropagation("Bidirectional")
                .endVolumeMount()
                .build();
        Container app = shell("app", "cat /shared/m/file")
                .addNewVolumeMount()
                .withName("shared")
                .withMountPath("/shared")
                .withMountPropagation("HostToContainer")
                .endVolumeMount()
                .build();
        Pod pod = client.resource(pod("propagation")
                        .editSpec()
                        .addToInitContainers(sidecar)
                        .addToContainers(app)
                        .addNewVolume()
                        .withName("shared")
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .endVolume()
                        .endSpec()
                        .build())
                .create();
        awaitPhase(pod, "Succeeded");
        assertThat(client.pods().resource(pod).inContainer("app").getLog()).contains("from-sidecar");
        remove(pod);
        assertThat(cluster.mountPoints())
                .noneMatch(mount -> mount.contains(pod.getMetadata().getUid()));
    }

    @Test
    void egressCapHoldsAndIsCounted() throws Exception {
        Pod pod = client.resource(pod("egress")
                        .editSpec()
                        .addToContainers(shell("app", "sleep infinity").build())
                        .endSpec()
                        .build())
                .create();
        Pod running = client.pods().resource(pod).waitUntilReady(60, TimeUnit.SECONDS);
        Egress egress = cluster.egress(running);
        egress.cap(80_000_000);
        long before = egress.sentBytes();
        long start = System.nanoTime();
        try (ServerSocket machine = new ServerSocket(0, 1, InetAddress.getByName("10.89.0.1"))) {
            CompletableFuture<Long> received = CompletableFuture.supplyAsync(() -> drain(machine));
            try (ExecWatch _ = client.pods()
                    .resource(running)
                    .writingOutput(OutputStream.nullOutputStream())
                    .exec("bash", "-c", "head -c 20000000 /dev/zero > /dev/tcp/10.89.0.1/" + machine.getLocalPort())) {
                assertThat(received.get(30, TimeUnit.SECONDS)).isEqualTo(20_000_000);
            }
        }
        double seconds = Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
        assertThat(egress.sentBytes() - before).isBetween(20_000_000L, 22_000_000L);
        assertThat(seconds).as("20 MB at 80 Mbit/s").isBetween(1.8, 3.5);
        remove(running);
    }

    private static long drain(ServerSocket server) {
        try (Socket socket = server.accept()) {
            return socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String runToCompletion(String name, String script) {
        Pod pod = client.resource(pod(name)
                        .editSpec()
                        .addToContainers(shell("app", script).build())
                        .endSpec()
                        .build())
                .create();
        awaitPhase(pod, "Succeeded");
        String log = client.pods().resource(pod).getLog();
        remove(pod);
        return log;
    }

    private static void awaitPhase(Pod pod, String phase) {
        client.pods()
                .resource(pod)
                .waitUntilCondition(
                        current -> current != null
                                && phase.equals(current.getStatus().getPhase()),
                        60,
                        TimeUnit.SECONDS);
    }

    private static void remove(Pod pod) {
        client.pods().resource(pod).withGracePeriod(5).delete();
        client.pods().resource(pod).waitUntilCondition(Objects::isNull, 60, TimeUnit.SECONDS);
    }

    private static PodBuilder pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .endSpec();
    }

    private static ContainerBuilder shell(String name, String script) {
        return new ContainerBuilder()
                .withName(name)
                .withImage(tools.name())
                .withImagePullPolicy("IfNotPresent")
                .withCommand("bash", "-c", script);
    }
}
