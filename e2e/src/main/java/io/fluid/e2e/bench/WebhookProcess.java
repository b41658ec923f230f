package io.fluid.e2e.bench;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fluid.api.Annotations;
import io.fluid.api.DatasetId;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.MountBuilder;
import io.fluid.e2e.cluster.ApiServerOnly;
import io.fluid.e2e.install.Build;
import io.fluid.e2e.tools.CacheFolder;
import io.fluid.e2e.tools.FileTrees;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The webhook as a process of its own, as it stands in its image, against a real API server with bound datasets. */
public final class WebhookProcess implements AutoCloseable {

    /** Namespace of the datasets. */
    public static final String NAMESPACE = "shop";

    /** What follows the main class. */
    public static final List<String> ARGUMENTS = List.of("start");

    private static final String SYSTEM = "fluid-system";
    private static final Duration START = Duration.ofMinutes(5);

    private final ApiServerOnly server;
    private final boolean ownsServer;
    private final Path folder = FileTrees.temporary("webhook");
    private final Path log = folder.resolve("webhook.log");
    private final Process process;
    private final int port;
    private final int metricsPort;
    private final Duration startUp;

    private WebhookProcess(ApiServerOnly server, boolean ownsServer, ProcessBuilder program) {
        this.server = server;
        this.ownsServer = ownsServer;
        try (ServerSocket first = new ServerSocket(0);
                ServerSocket second = new ServerSocket(0)) {
            port = first.getLocalPort();
            metricsPort = second.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        program.command().addAll(List.of("--webhook-port=" + port, "--metrics-addr=127.0.0.1:" + metricsPort));
        program.environment().putAll(server.podEnvironment());
        try {
            program.redirectErrorStream(true).redirectOutput(log.toFile());
            long begin = System.nanoTime();
            process = program.start();
            awaitReady(begin);
            startUp = Duration.ofNanos(System.nanoTime() - begin);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Starts what {@code mvn package} made, on a server of its own; returns when it says that it is ready.
     *
     * @param datasets names of datasets, which are also their claims'
     */
    public static WebhookProcess start(CacheFolder cache, String... datasets) {
        ApiServerOnly server = ApiServerOnly.start(cache);
        try {
            prepare(server, datasets);
            return new WebhookProcess(server, true, built(List.of()));
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /**
     * Starts one more on a prepared server, which outlives it.
     *
     * @param options further options of its command line
     */
    public static WebhookProcess join(ApiServerOnly server, String... options) {
        return new WebhookProcess(server, false, built(List.of(options)));
    }

    /**
     * Starts a program, such as an image's, on a server that stays when this is closed; returns when it says that it is
     * ready.
     *
     * @param program with {@link #ARGUMENTS}
     */
    public static WebhookProcess start(BareCluster cluster, ProcessBuilder program, String... datasets) {
        prepare(cluster.server(), datasets);
        return new WebhookProcess(cluster.server(), false, program);
    }

    /** What {@code mvn package} made. */
    private static ProcessBuilder built(List<String> options) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-cp",
                Build.classPath("fluid-webhook").stream().map(Path::toString).collect(Collectors.joining(":")),
                "io.fluid.webhook.Main"));
        line.addAll(ARGUMENTS);
        line.addAll(options);
        return new ProcessBuilder(line);
    }

    private void awaitReady(long begin) throws IOException {
        while (!isReady()) {
            if (!process.isAlive() || System.nanoTime() - begin > START.toNanos()) {
                process.destroyForcibly();
                throw new IllegalStateException("the webhook did not start: " + Files.readString(log));
            }
            try {
                // Another process's port tells nobody that it opens.
                process.waitFor(10, java.util.concurrent.TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    private boolean isReady() {
        try {
            HttpURLConnection probe = (HttpURLConnection) URI.create("http://127.0.0.1:" + metricsPort + "/readyz")
                    .toURL()
                    .openConnection();
            return probe.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }

    /** Brings our kinds, the namespaces and bound datasets to a server. */
    public static void prepare(ApiServerOnly server, String... datasets) {
        KubernetesClient client = server.client();
        try (var crds = Files.list(Build.home().resolve("charts/fluid/crds"))) {
            List<Path> files = crds.sorted().toList();
            for (Path crd : files) {
                client.load(Files.newInputStream(crd)).serverSideApply();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("datasets.data.fluid.io")
                .waitUntilCondition(
                        crd -> crd != null
                                && crd.getStatus() != null
                                && crd.getStatus().getConditions().stream()
                                        .anyMatch(
                                                condition -> condition.getType().equals("Established")
                                                        && condition.getStatus().equals("True")),
                        5,
                        java.util.concurrent.TimeUnit.MINUTES);
        List.of(SYSTEM, NAMESPACE)
                .forEach(name -> client.resource(new NamespaceBuilder()
                                .withNewMetadata()
                                .withName(name)
                                .endMetadata()
                                .build())
                        .serverSideApply());
        List.of(datasets).stream()
                .filter(name -> client.resources(Dataset.class)
                                .inNamespace(NAMESPACE)
                                .withName(name)
                                .get()
                        == null)
                .forEach(name -> bind(client, name));
    }

    /** A Dataset as the controllers leave it when it is bound: with its claim and its fuse. */
    public static void bind(KubernetesClient client, String name) {
        Dataset dataset = new Dataset();
        dataset.getMetadata().setName(name);
        dataset.getMetadata().setNamespace(NAMESPACE);
        dataset.setSpec(DatasetSpecBuilder.builder()
                .mounts(List.of(MountBuilder.builder()
                        .name(name)
                        .mountPoint("s3://bucket/" + name)
                        .build()))
                .build());
        Dataset created = client.resource(dataset).create();
        client.resource(created).subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), """
                {"status": {"phase": "Bound", "conditions": []}}""");
        DatasetId id = DatasetId.of(NAMESPACE, name, created.getMetadata().getUid());
        client.resource(new PersistentVolumeClaimBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(NAMESPACE)
                        .addToLabels(id.key(Labels.STORAGE_PREFIX), Labels.TRUE)
                        .addToLabels(Labels.DATASET_ID, id.value())
                        .endMetadata()
                        .withNewSpec()
                        .withAccessModes("ReadOnlyMany")
                        .withStorageClassName("fluid")
                        .withNewResources()
                        .addToRequests("storage", new Quantity("100Pi"))
                        .endResources()
                        .endSpec()
                        .build())
                .create();
        client.resource(fuse(id)).create();
    }

    private static io.fabric8.kubernetes.api.model.apps.DaemonSet fuse(DatasetId id) {
        String mountPath = "/runtime-mnt/alluxio/" + id.namespace() + "/" + id.name() + "/alluxio-fuse";
        Map<String, String> labels = Map.of("app", "alluxio", "release", id.name(), "role", "alluxio-fuse");
        return new DaemonSetBuilder()
                .withNewMetadata()
                .withName(id.name() + "-fuse")
                .withNamespace(id.namespace())
                .addToLabels(Labels.DATASET_ID, id.value())
                .addToLabels(Labels.COMPONENT, Labels.FUSE)
                .addToAnnotations(Annotations.FUSE_MOUNT_PATH, mountPath)
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withHostNetwork(true)
                .addNewContainer()
                .withName("alluxio-fuse")
                .withImage("alluxio/alluxio-fuse:2.9.0")
                .withCommand("/entrypoint.sh")
                .withArgs("fuse", "--fuse-opts=ro,allow_other", mountPath, "/")
                .addNewPort()
                .withName("fuse-web")
                .withContainerPort(20_000)
                .endPort()
                .addNewEnvFrom()
                .withNewConfigMapRef(id.name() + "-config", false)
                .endEnvFrom()
                .addNewVolumeMount()
                .withName("config")
                .withMountPath("/etc/alluxio")
                .endVolumeMount()
                .endContainer()
                .addNewVolume()
                .withName("config")
                .withNewConfigMap()
                .withName(id.name() + "-config")
                .endConfigMap()
                .endVolume()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    /** Trusts exactly the certificate that the webhook made. */
    public SSLContext trust() {
        Secret secret = server.client()
                .secrets()
                .inNamespace(SYSTEM)
                .withName("fluid-webhook-certs")
                .require();
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            store.setCertificateEntry(
                    "authority",
                    CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(
                                    Base64.getDecoder().decode(secret.getData().get("ca-cert.pem")))));
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("cannot trust the webhook", e);
        }
    }

    /** A connection to it. */
    public AdmissionConnection connect() {
        try {
            return new AdmissionConnection(
                    trust().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Several connections to it. */
    public List<AdmissionConnection> connect(int count) {
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(_ -> connect()).toList());
    }

    /** Where it serves HTTPS. */
    public int port() {
        return port;
    }

    public KubernetesClient client() {
        return server.client();
    }

    /** Time until it was ready. */
    public Duration startUp() {
        return startUp;
    }

    /** CPU time that it has used. */
    public Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Memory that it has in use. */
    ProcessMemory memory() {
        return ProcessMemory.of(process);
    }

    /**
     * Tells it to end, in its own time; fails when it does not.
     *
     * @return all that it has written
     */
    public List<String> end(Duration longest) {
        // Unlike the process, its handle leaves the pipes open.
        process.toHandle().destroy();
        process.onExit()
                .orTimeout(longest.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .join();
        try {
            return Files.readAllLines(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        if (ownsServer) {
            server.close();
        }
        FileTrees.delete(folder);
    }
}
