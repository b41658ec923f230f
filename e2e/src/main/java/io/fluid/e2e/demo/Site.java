package io.fluid.e2e.demo;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fluid.e2e.cluster.LocalCluster;
import io.fluid.e2e.install.FluidInstallation;
import io.fluid.e2e.tools.CacheFolder;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The cluster that the demo runs on. */
sealed interface Site extends AutoCloseable {

    KubernetesClient client();

    /** What to tell kubectl. */
    Path kubeconfig();

    /** Makes Fluid run. */
    void installFluid();

    /** Caps what the pod sends; the cap that holds, 0 when this cluster cannot. */
    long cap(Pod pod, long bitsPerSecond);

    /** Bytes that the pod has sent since it started. */
    long sentBytes(Pod pod);

    /** Mount points of the node; empty when it cannot be looked at. */
    List<String> mountPoints();

    @Override
    void close();

    /** The cluster of this machine: one that {@code --keep} left, or a new one. */
    static Site local(boolean keep) {
        CacheFolder cache = CacheFolder.ofUser();
        LocalCluster cluster = LocalCluster.attach(cache)
                .orElseGet(() -> keep ? LocalCluster.startDetached(cache) : LocalCluster.start(cache));
        return new Local(cluster);
    }

    /**
     * A cluster that somebody else runs, whose nodes have the images of this build or can pull them.
     *
     * @param values chart values, by path
     */
    static Site foreign(Path kubeconfig, Map<String, String> values) {
        try {
            Config config = Config.fromKubeconfig(null, Files.readString(kubeconfig), kubeconfig.toString());
            return new Foreign(new KubernetesClientBuilder().withConfig(config).build(), kubeconfig, values);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + kubeconfig, e);
        }
    }

    /** The embedded single node. */
    record Local(LocalCluster cluster) implements Site {

        @Override
        public KubernetesClient client() {
            return cluster.client();
        }

        @Override
        public Path kubeconfig() {
            return cluster.kubeconfig();
        }

        @Override
        public void installFluid() {
            FluidInstallation.install(cluster);
        }

        @Override
        public long cap(Pod pod, long bitsPerSecond) {
            cluster.egress(pod).cap(bitsPerSecond);
            return bitsPerSecond;
        }

        @Override
        public long sentBytes(Pod pod) {
            return cluster.egress(pod).sentBytes();
        }

        @Override
        public List<String> mountPoints() {
            return cluster.mountPoints();
        }

        @Override
        public void close() {
            cluster.close();
        }
    }

    /** Another cluster: its nodes are out of reach, so the counters are read inside the pod and nothing is capped. */
    record Foreign(KubernetesClient client, Path kubeconfig, Map<String, String> values) implements Site {

        private static final int SENT_BYTES_COLUMN = 8;

        @Override
        public void installFluid() {
            FluidInstallation.install(client, kubeconfig, values);
        }

        @Override
        public long cap(Pod pod, long bitsPerSecond) {
            return 0;
        }

        @Override
        public long sentBytes(Pod pod) {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            try (ExecWatch exec =
                    client.pods().resource(pod).writingOutput(output).exec("cat", "/proc/net/dev")) {
                exec.exitCode().get(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } catch (ExecutionException | TimeoutException e) {
                throw new IllegalStateException(
                        "cannot read the counters of " + pod.getMetadata().getName(), e);
            }
            return output.toString(StandardCharsets.UTF_8)
                    .lines()
                    .map(String::strip)
                    .filter(line -> line.startsWith("eth0:"))
                    .map(line -> line.substring("eth0:".length()).strip().split("\\s+"))
                    .mapToLong(columns -> Long.parseLong(columns[SENT_BYTES_COLUMN]))
                    .sum();
        }

        @Override
        public List<String> mountPoints() {
            return List.of();
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
