package io.fluid.e2e.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.e2e.image.BaseLayers;
import io.fluid.e2e.image.Image;
import io.fluid.e2e.tools.CacheFolder;
import io.fluid.e2e.tools.FileTrees;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A real Kubernetes with one node on this machine: all components of the control plane, a kubelet with containerd,
 * Services and cluster DNS. It needs root, and touches nothing of the machine but its run folder: see {@link Node}.
 */
public final class LocalCluster implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LocalCluster.class);
    private static final String LOCK = "cluster";
    private static final int API_PORT = 6443;
    private static final Duration NODE_READY = Duration.ofSeconds(90);

    private final Path folder;
    private final Node node;
    private final Containerd containerd;
    private final Path kubeconfig;
    private final KubernetesClient client;
    private final CacheFolder.@Nullable Lock lock;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final BaseLayers baseLayers;

    private LocalCluster(CacheFolder cache, Node node, CacheFolder.@Nullable Lock lock, BaseLayers baseLayers) {
        this.folder = runFolder(cache);
        this.node = node;
        this.lock = lock;
        this.baseLayers = baseLayers;
        this.containerd =
                new Containerd(node, folder.resolve("containerd"), cache.root().resolve("containerd"));
        this.kubeconfig = folder.resolve("admin.kubeconfig");
        this.client = ControlPlane.client(kubeconfig);
    }

    /** A cluster that ends with {@link #close()}, and with this process however it ends. */
    public static LocalCluster start(CacheFolder cache) {
        return start(cache, false);
    }

    /** A cluster that stays until {@link #down(CacheFolder)}. */
    public static LocalCluster startDetached(CacheFolder cache) {
        return start(cache, true);
    }

    /** The cluster that {@link #startDetached} left running, if there is one. Closing it leaves it running. */
    public static Optional<LocalCluster> attach(CacheFolder cache) {
        return Node.find(runFolder(cache)).map(node -> new LocalCluster(cache, node, null, new BaseLayers(cache)));
    }

    /** Ends the cluster of this cache folder and removes all that it left; nothing happens when there is none. */
    public static void down(CacheFolder cache) {
        Path run = runFolder(cache);
        Node.find(run).ifPresent(node -> removeContainers(cache, node));
        Node.remove(run);
    }

    /** Where the cluster that runs, if any, has its files and logs. */
    public static Path runFolder(CacheFolder cache) {
        return cache.root().resolve("run");
    }

    private static void removeContainers(CacheFolder cache, Node node) {
        try {
            new Containerd(
                            node,
                            runFolder(cache).resolve("containerd"),
                            cache.root().resolve("containerd"))
                    .removeContainers();
        } catch (RuntimeException e) {
            LOG.info("The next cluster removes the containers of this one: {}", e.getMessage());
        }
    }

    private static LocalCluster start(CacheFolder cache, boolean detached) {
        BaseLayers baseLayers = new BaseLayers(cache);
        ClusterImages images = ClusterImages.make(baseLayers);
        Path localkube = baseLayers.programs().localkube();
        CacheFolder.Lock lock = cache.lock(LOCK);
        AtomicBoolean started = new AtomicBoolean();
        Thread undo = new Thread(() -> down(cache), "local-cluster-undo");
        try {
            down(cache);
            long begin = System.nanoTime();
            Path folder = FileTrees.createDirectories(runFolder(cache));
            Runtime.getRuntime().addShutdownHook(undo);
            Node node = Node.start(folder, baseLayers.programs().init(), detached);
            ControlPlane plane = controlPlane(folder, node, localkube);
            plane.startApiServer();
            plane.startControllers();
            LocalCluster cluster = new LocalCluster(cache, node, detached ? null : lock, baseLayers);
            cluster.startNode(plane, localkube, images);
            cluster.awaitReady();
            LOG.info("The cluster is ready after {} ms", (System.nanoTime() - begin) / 1_000_000);
            Runtime.getRuntime().removeShutdownHook(undo);
            if (detached) {
                lock.close();
            } else {
                Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "local-cluster-close"));
            }
            started.set(true);
            return cluster;
        } finally {
            if (!started.get()) {
                down(cache);
                lock.close();
            }
        }
    }

    private static ControlPlane controlPlane(Path folder, Node node, Path localkube) {
        return new ControlPlane(new ControlPlane.Settings(
                folder, Node.ADDRESS, API_PORT, 2379, 2380, true, (component, flags) -> {
                    List<String> line = new ArrayList<>(List.of(localkube.toString(), component));
                    line.addAll(flags);
                    return node.launch(component, line);
                }));
    }

    private void startNode(ControlPlane plane, Path localkube, ClusterImages images) {
        containerd.start(images.pause().fullName());
        containerd.load(images.pause());
        Node.createCgroups();
        Certificates certificates = plane.certificates();
        Path kubeletKubeconfig =
                certificates.kubeconfig("kubelet", "/O=system:nodes/CN=system:node:" + Node.NAME, plane.url());
        certificates.issue(
                "kubelet-serving",
                "/O=system:nodes/CN=system:node:" + Node.NAME,
                List.of("DNS:" + Node.NAME, "IP:" + Node.ADDRESS));
        Path kubeletConfiguration = Json.write(
                folder.resolve("kubelet.json"), NodeConfiguration.kubelet(certificates, containerd.socket()));
        node.launch(
                "kubelet",
                List.of(
                        localkube.toString(),
                        "kubelet",
                        "--config=" + kubeletConfiguration,
                        "--kubeconfig=" + kubeletKubeconfig,
                        "--hostname-override=" + Node.NAME,
                        "--node-ip=" + Node.ADDRESS));
        Path proxyKubeconfig = certificates.kubeconfig("proxy", "/CN=system:kube-proxy", plane.url());
        Path proxyConfiguration =
                Json.write(folder.resolve("kube-proxy.json"), NodeConfiguration.proxy(proxyKubeconfig));
        node.launch(
                "kube-proxy",
                List.of(
                        localkube.toString(),
                        "kube-proxy",
                        "--config=" + proxyConfiguration,
                        "--hostname-override=" + Node.NAME));
        containerd.load(images.dns());
        ClusterDns.install(client, images.dns());
    }

    private void awaitReady() {
        client.nodes().withName(Node.NAME).waitUntilReady(NODE_READY.toSeconds(), TimeUnit.SECONDS);
        ControlPlane.awaitServiceAccount(client, "default");
        ClusterDns.awaitReady(client);
    }

    /** A client as administrator; it is closed with the cluster. */
    public KubernetesClient client() {
        return client;
    }

    public Path kubeconfig() {
        return kubeconfig;
    }

    /** Brings an image to the node; false when the very same was there. */
    public boolean load(Image image) {
        long start = System.nanoTime();
        boolean loaded = containerd.load(image);
        LOG.info(
                "{} {} ({} MB, {} ms)",
                loaded ? "Loaded" : "Already there:",
                image.name(),
                image.size() >> 20,
                (System.nanoTime() - start) / 1_000_000);
        return loaded;
    }

    /** What images for this cluster stand on. */
    public BaseLayers baseLayers() {
        return baseLayers;
    }

    /** Caps and counts what a pod sends. */
    public Egress egress(Pod pod) {
        return new Egress(node, containerd, pod);
    }

    /** Every mount point on the node, those of pods and of the runtime included. */
    public List<String> mountPoints() {
        return node.mountPoints();
    }

    /** A path of the node as this process can open it, with what is mounted there. */
    public Path nodePath(String path) {
        return node.path(path);
    }

    /** Runs a program on the node, in its namespaces, with its arguments as they are; gives its output. */
    public String onNode(String... line) {
        return node.command(line).output();
    }

    /** Ends the cluster, unless it was attached to or started detached. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        client.close();
        if (lock != null) {
            containerdQuietly();
            Node.remove(folder);
            lock.close();
        }
    }

    private void containerdQuietly() {
        try {
            containerd.removeContainers();
        } catch (RuntimeException e) {
            LOG.info("The next cluster removes the containers of this one: {}", e.getMessage());
        }
    }

    /** What the control plane and the node cost now, in bytes of resident memory by component. */
    public Map<String, Long> memory() {
        return Memory.ofComponents(node);
    }
}
