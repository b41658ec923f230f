package io.fluid.e2e.demo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.AlluxioRuntime;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.e2e.install.FluidInstallation;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/** The steps of the demo on one cluster. Every wait is a watch with a deadline. */
final class Demo {

    /** Everything that the demo makes is in this namespace. */
    static final String NAMESPACE = "fluid-demo";

    private static final String RUNTIME_CONTROLLER = "alluxioruntime-controller";
    private static final long MEBIBYTE = 1L << 20;
    private static final int SHORT = 60;
    private static final int LONG = Narrator.LONG;

    private final Site site;
    private final KubernetesClient client;
    private final Settings settings;
    private final PrintWriter out;
    private final Narrator narrator;
    private final List<String> readerUids = new ArrayList<>();

    /**
     * What the user chose.
     *
     * @param modelBytes size of the model
     * @param pods number of readers
     * @param egressBitsPerSecond cap of the store; 0 for none
     * @param price price of a pod-second
     * @param examples folder with the manifests
     */
    record Settings(long modelBytes, int pods, long egressBitsPerSecond, double price, Path examples) {}

    Demo(Site site, Settings settings, PrintWriter out) {
        this.site = site;
        this.client = site.client();
        this.settings = settings;
        this.out = out;
        this.narrator = new Narrator(out);
    }

    Report run() {
        if (client.namespaces().withName(NAMESPACE).get() != null) {
            tearDown();
        }
        narrator.step("Install Fluid", () -> {
            site.installFluid();
            showControllers();
            return true;
        });
        Pod store = narrator.step("Start an S3 server", this::startStore);
        String checksum = narrator.step("Fill it with a model", this::fillStore);
        long cap = narrator.step("Cap the store's egress", () -> capStore(store));
        Measurement direct = narrator.step(
                "Pull straight from the store",
                () -> measure("direct", store, i -> DemoPods.directReader(i, checksum)));
        deletePods("direct");
        long before = site.sentBytes(store);
        narrator.step("Dataset and AlluxioRuntime until Bound", () -> {
            bind();
            return true;
        });
        narrator.step("DataLoad warms the cache", () -> {
            warm();
            return true;
        });
        Measurement readers = narrator.step(
                "Read through the injected sidecar",
                () -> measure("cached", store, i -> DemoPods.cachedReader(i, checksum)));
        Measurement cached =
                new Measurement("cached", site.sentBytes(store) - before, readers.waitSeconds(), hitRatio(readers));
        return new Report(settings.modelBytes(), checksum, cap, settings.price(), direct, cached, narrator.seconds());
    }

    /** Deletes everything through the API and shows that nothing is left. */
    void tearDown() {
        narrator.step("Delete everything", () -> {
            deletePods("direct");
            deletePods("cached");
            Resource<Dataset> dataset = dataset();
            client.resources(DataLoad.class).inNamespace(NAMESPACE).delete();
            dataset.delete();
            narrator.gone("Dataset", dataset);
            Resource<AlluxioRuntime> runtime = client.resources(AlluxioRuntime.class)
                    .inNamespace(NAMESPACE)
                    .withName(DemoPods.DATASET);
            runtime.delete();
            narrator.gone("AlluxioRuntime", runtime);
            narrator.none("cache pods", client.pods().inNamespace(NAMESPACE).withLabel(Labels.DATASET_ID));
            narrator.gone("PersistentVolume", client.persistentVolumes().withName(NAMESPACE + "-" + DemoPods.DATASET));
            narrator.settled(
                    "node labels",
                    client.nodes()
                            .informOnCondition(nodes -> nodes.stream()
                                    .flatMap(node -> Objects.requireNonNullElse(
                                            node.getMetadata().getLabels(), Map.<String, String>of())
                                            .keySet()
                                            .stream())
                                    .noneMatch(key -> key.startsWith("fluid.io/"))));
            client.namespaces().withName(NAMESPACE).delete();
            narrator.gone("Namespace", client.namespaces().withName(NAMESPACE));
            List<String> mounts = leftMounts();
            if (!mounts.isEmpty()) {
                throw new IllegalStateException("mounts are left on the node: " + mounts);
            }
            narrator.done("mounts on the node", "none");
            narrator.reached(
                    RUNTIME_CONTROLLER + " at 0 replicas",
                    controller(RUNTIME_CONTROLLER),
                    deployment ->
                            Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 0) == 0,
                    LONG);
            narrator.none(
                    "pods of " + RUNTIME_CONTROLLER,
                    client.pods()
                            .inNamespace(FluidInstallation.NAMESPACE)
                            .withLabel("control-plane", RUNTIME_CONTROLLER));
            showControllers();
            return true;
        });
    }

    /** Asks for the deletion of all that the demo made, without waiting: for an interrupted run. */
    void abandon() {
        client.pods().inNamespace(NAMESPACE).delete();
        client.resources(DataLoad.class).inNamespace(NAMESPACE).delete();
        dataset().delete();
        client.namespaces().withName(NAMESPACE).delete();
    }

    private Pod startStore() {
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .serverSideApply();
        apply("store-secret.yaml");
        client.resource(DemoPods.storeService()).inNamespace(NAMESPACE).serverSideApply();
        client.resource(DemoPods.store()).inNamespace(NAMESPACE).create();
        return ready(DemoPods.STORE);
    }

    private String fillStore() {
        client.resource(DemoPods.uploader(settings.modelBytes()))
                .inNamespace(NAMESPACE)
                .create();
        PodResource uploader = client.pods().inNamespace(NAMESPACE).withName("uploader");
        Pod ended = narrator.reached("upload", uploader, Demo::hasEnded, LONG);
        String log = uploader.getLog();
        if (!"Succeeded".equals(ended.getStatus().getPhase())) {
            throw new IllegalStateException("the model could not be put into the store: " + log);
        }
        String checksum = log.strip().split("\\s+")[0];
        narrator.done("model", settings.modelBytes() / MEBIBYTE + " MiB, sha256 " + checksum);
        return checksum;
    }

    private long capStore(Pod store) {
        if (settings.egressBitsPerSecond() == 0) {
            narrator.done("cap", "none asked for");
            return 0L;
        }
        long cap = site.cap(store, settings.egressBitsPerSecond());
        narrator.done("cap", cap == 0 ? "not possible on this cluster" : cap / 1_000_000 + " Mbit/s");
        return cap;
    }

    private Measurement measure(String way, Pod store, IntFunction<Pod> reader) {
        long before = site.sentBytes(store);
        Map<String, Long> created = new ConcurrentHashMap<>();
        Map<String, Double> waits = new ConcurrentHashMap<>();
        CompletableFuture<Boolean> all = new CompletableFuture<>();
        try (Watch ignored = client.pods()
                .inNamespace(NAMESPACE)
                .withLabel(DemoPods.ROLE, way)
                .watch(new Watcher<>() {
                    @Override
                    public void eventReceived(Action action, Pod pod) {
                        observe(pod, created, waits, all);
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        all.completeExceptionally(cause);
                    }
                })) {
            for (int i = 0; i < settings.pods(); i++) {
                Pod pod = reader.apply(i);
                created.put(pod.getMetadata().getName(), System.nanoTime());
                Pod live = client.resource(pod).inNamespace(NAMESPACE).create();
                readerUids.add(live.getMetadata().getUid());
            }
            narrator.await(settings.pods() + " " + way + " pods ready", all, 2 * LONG);
        }
        return new Measurement(
                way, site.sentBytes(store) - before, List.copyOf(waits.values()), OptionalDouble.empty());
    }

    private void observe(
            Pod pod, Map<String, Long> created, Map<String, Double> waits, CompletableFuture<Boolean> all) {
        String name = pod.getMetadata().getName();
        Long start = created.get(name);
        if (hasEnded(pod) || restarted(pod)) {
            all.completeExceptionally(new IllegalStateException(name + " failed"));
        } else if (start != null && Readiness.isPodReady(pod) && !waits.containsKey(name)) {
            double seconds = (System.nanoTime() - start) / 1e9;
            waits.put(name, seconds);
            narrator.done(name + " ready", String.format(Locale.ROOT, "after %.1f s", seconds));
            if (waits.size() == settings.pods()) {
                all.complete(true);
            }
        }
    }

    private static boolean restarted(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .anyMatch(status -> status.getName().equals("app") && status.getRestartCount() > 0);
    }

    private static boolean hasEnded(Pod pod) {
        String phase = pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    private void bind() {
        long start = System.nanoTime();
        apply("dataset.yaml");
        apply("runtime.yaml");
        // The tier holds the model with room to spare, whatever its size.
        long tier = Math.max(512 * MEBIBYTE, settings.modelBytes() * 2);
        if (tier > 512 * MEBIBYTE) {
            client.resources(AlluxioRuntime.class)
                    .inNamespace(NAMESPACE)
                    .withName(DemoPods.DATASET)
                    .patch(
                            PatchContext.of(PatchType.JSON),
                            "[{\"op\":\"replace\",\"path\":\"/spec/tieredstore/levels/0/quota\",\"value\":\"" + tier
                                    + "\"}]");
        }
        narrator.reached(
                RUNTIME_CONTROLLER + " asked for",
                controller(RUNTIME_CONTROLLER),
                deployment -> deployment.getSpec().getReplicas() > 0,
                SHORT);
        long asked = System.nanoTime();
        narrator.await(
                "first reconcile by " + RUNTIME_CONTROLLER,
                client.resources(AlluxioRuntime.class).inNamespace(NAMESPACE).withName(DemoPods.DATASET),
                runtime -> runtime.getStatus() != null
                        && !runtime.getStatus().conditions().isEmpty(),
                SHORT * 2);
        double seconds = (System.nanoTime() - asked) / 1e9;
        narrator.took("controller asked for until its first reconcile", seconds);
        narrator.done("first reconcile by " + RUNTIME_CONTROLLER, String.format(Locale.ROOT, "%.1f s later", seconds));
        narrator.reached(
                "StatefulSet of the workers",
                client.apps().statefulSets().inNamespace(NAMESPACE).withName(DemoPods.DATASET + "-worker"),
                set -> true,
                SHORT);
        narrator.reached(
                "Dataset Bound",
                dataset(),
                dataset -> dataset.getStatus() != null
                        && "Bound".equals(dataset.getStatus().phase()),
                LONG);
        narrator.took("Dataset created until Bound", (System.nanoTime() - start) / 1e9);
    }

    private void warm() {
        try (Watch ignored = dataset().watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, Dataset dataset) {
                if (dataset.getStatus() != null) {
                    String share = dataset.getStatus().cacheStates().getOrDefault("cachedPercentage", "");
                    String cached = dataset.getStatus().cacheStates().getOrDefault("cached", "");
                    out.printf("\r    %s %s   ", Amounts.bar(Amounts.share(share)), cached);
                    out.flush();
                }
            }

            @Override
            public void onClose(WatcherException cause) {
                out.println("    (lost sight of the progress: " + cause.getMessage() + ")");
            }
        })) {
            apply("dataload.yaml");
            DataLoad load = narrator.await(
                    "DataLoad complete",
                    client.resources(DataLoad.class).inNamespace(NAMESPACE).withName(DemoPods.DATASET),
                    seen -> seen.getStatus() != null
                            && ("Complete".equals(seen.getStatus().phase())
                                    || "Failed".equals(seen.getStatus().phase())),
                    2 * LONG);
            out.println();
            if (!"Complete".equals(load.getStatus().phase())) {
                throw new IllegalStateException(
                        "the DataLoad failed: " + load.getStatus().conditions());
            }
        }
    }

    /** The share of what the pods read that the store did not send meanwhile. */
    private OptionalDouble hitRatio(Measurement readers) {
        double read = (double) settings.modelBytes() * settings.pods();
        return OptionalDouble.of(Math.max(0, 1 - readers.storeBytes() / read));
    }

    private Resource<Dataset> dataset() {
        return client.resources(Dataset.class).inNamespace(NAMESPACE).withName(DemoPods.DATASET);
    }

    private Resource<Deployment> controller(String name) {
        return client.apps()
                .deployments()
                .inNamespace(FluidInstallation.NAMESPACE)
                .withName(name);
    }

    private void apply(String manifest) {
        try (InputStream yaml = Files.newInputStream(settings.examples().resolve(manifest))) {
            for (HasMetadata object : client.load(yaml).items()) {
                client.resource(object).inNamespace(NAMESPACE).serverSideApply();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Pod ready(String name) {
        return narrator.reached(
                name + " ready", client.pods().inNamespace(NAMESPACE).withName(name), Readiness::isPodReady, SHORT);
    }

    private void deletePods(String way) {
        var pods = client.pods().inNamespace(NAMESPACE).withLabel(DemoPods.ROLE, way);
        pods.delete();
        narrator.none(way + " pods", pods);
    }

    private List<String> leftMounts() {
        return site.mountPoints().stream()
                .filter(point ->
                        point.startsWith("/runtime-mnt/") || readerUids.stream().anyMatch(point::contains))
                .toList();
    }

    private void showControllers() {
        client.apps().deployments().inNamespace(FluidInstallation.NAMESPACE).list().getItems().stream()
                .forEach(deployment -> narrator.done(
                        deployment.getMetadata().getName(),
                        Objects.requireNonNullElse(deployment.getStatus().getReadyReplicas(), 0) + "/"
                                + deployment.getSpec().getReplicas() + " replicas"));
    }
}
