package io.fluid.e2e.bench;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fluid.api.Labels;
import io.fluid.e2e.install.Rehearsal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** From the start of a process to its work, and what memory it then has. */
final class StartBench {

    private static final String PART = "start";
    private static final double MILLISECONDS = 1e6;
    private static final long LONGEST_SECONDS = 120;

    private final BareCluster cluster;
    private final Programs programs;
    private final int repeats;
    private final Progress progress;
    private final List<ProcessMemory> all = new ArrayList<>();
    private int rounds;

    StartBench(BareCluster cluster, Programs programs, int repeats, Progress progress) {
        this.cluster = cluster;
        this.programs = programs;
        this.repeats = repeats;
        this.progress = progress;
    }

    /** What one start took, in milliseconds; {@code reconciled} is the end of the first reconcile. */
    private record Start(double ready, double reconciled, double cpu, ProcessMemory memory) {}

    List<Figure> measure() throws IOException {
        List<Figure> figures = new ArrayList<>();
        List<String> controllers = new ArrayList<>(List.of(Programs.DATASET_CONTROLLER));
        controllers.addAll(programs.runtimeControllers());
        for (String name : controllers) {
            figures.addAll(controller(name));
        }
        figures.addAll(webhook());
        String processes = "all processes, " + (controllers.size() - 1) + " engines: ";
        figures.add(Figure.of(PART, processes + "memory", sum(ProcessMemory::resident), "MB")
                .wantedBelow(250));
        figures.add(Figure.of(PART, processes + "memory that is their own", sum(ProcessMemory::own), "MB"));
        return figures;
    }

    private List<Figure> controller(String name) {
        progress.say("start of %s, %d times with and once without AOT cache", name, repeats);
        List<Start> starts = new ArrayList<>();
        for (int i = 0; i < repeats; i++) {
            starts.add(start(name, () -> programs.process(name)));
        }
        Start plain = start(name, () -> programs.withoutCache(name));
        ProcessMemory memory = new ProcessMemory(
                median(starts, start -> start.memory().resident()),
                median(starts, start -> start.memory().own()));
        all.add(memory);
        return List.of(
                Figure.of(PART, name + ": process to watching and ready", median(starts, Start::ready), "ms")
                        .wantedBelow(1_500),
                Figure.of(PART, name + ": process to first finished reconcile", median(starts, Start::reconciled), "ms")
                        .wantedBelow(name.equals(Programs.DATASET_CONTROLLER) ? 1_500 : 1_000),
                Figure.of(PART, name + ": CPU until then", median(starts, Start::cpu), "ms"),
                Figure.of(PART, name + ": first finished reconcile without AOT cache", plain.reconciled(), "ms"),
                Figure.of(PART, name + ": memory", memory.resident(), "MB"),
                Figure.of(PART, name + ": memory that is its own", memory.own(), "MB"));
    }

    private Start start(String name, Supplier<ProcessBuilder> program) {
        String namespace = "start-" + rounds++;
        cluster.createNamespace(namespace);
        boolean datasets = name.equals(Programs.DATASET_CONTROLLER);
        List<HasMetadata> objects = Rehearsal.objects(cluster.client(), datasets ? "alluxio" : Programs.engine(name));
        List<Resource<HasMetadata>> created = objects.stream()
                .map(object -> cluster.client().resource(object).inNamespace(namespace))
                .toList();
        created.forEach(Resource::create);
        // The Dataset is the dataset-controller's, the runtime the runtime controller's.
        HasMetadata awaited = objects.get(datasets ? 0 : 1);
        CompletableFuture<Long> reconciled = cluster.client()
                .genericKubernetesResources(awaited.getApiVersion(), awaited.getKind())
                .inNamespace(namespace)
                .withName(awaited.getMetadata().getName())
                .informOnCondition(StartBench::hasStatus)
                .thenApply(found -> System.nanoTime());
        long begun = System.nanoTime();
        try (Controller controller = Controller.launch(cluster.podEnvironment(), program.get())) {
            controller.awaitWorking();
            long end = reconciled.orTimeout(LONGEST_SECONDS, TimeUnit.SECONDS).join();
            double cpu = controller.cpu().toNanos() / MILLISECONDS;
            return new Start(
                    (controller.workingSince() - begun) / MILLISECONDS,
                    (end - begun) / MILLISECONDS,
                    cpu,
                    ProcessMemory.of(controller.process()));
        } finally {
            remove(created);
        }
    }

    /** So that the next start, too, finds the first runtime of its kind and nothing else. */
    private void remove(List<Resource<HasMetadata>> created) {
        for (Resource<HasMetadata> object : created) {
            object.patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"finalizers\":null}}");
            object.delete();
        }
        KubernetesClient client = cluster.client();
        Stream.of(
                        client.apps().statefulSets(),
                        client.apps().daemonSets(),
                        client.services(),
                        client.configMaps(),
                        client.persistentVolumeClaims())
                .forEach(kind -> kind.inAnyNamespace()
                        .withLabel(Labels.MANAGED_BY, Labels.MANAGED_BY_FLUID)
                        .delete());
        client.persistentVolumes()
                .withLabel(Labels.MANAGED_BY, Labels.MANAGED_BY_FLUID)
                .delete();
    }

    private static boolean hasStatus(List<GenericKubernetesResource> found) {
        return !found.isEmpty() && found.getFirst().getAdditionalProperties().containsKey("status");
    }

    private List<Figure> webhook() throws IOException {
        progress.say("start of %s, %d times with and once without AOT cache", Programs.WEBHOOK, repeats);
        List<Double> ready = new ArrayList<>();
        ProcessMemory memory = new ProcessMemory(Double.NaN, Double.NaN);
        for (int i = 0; i < repeats; i++) {
            try (WebhookProcess webhook = WebhookProcess.start(cluster, programs.process(Programs.WEBHOOK), "model")) {
                ready.add(webhook.startUp().toNanos() / MILLISECONDS);
                memory = webhook.memory();
            }
        }
        Duration plain;
        try (WebhookProcess webhook = WebhookProcess.start(cluster, programs.withoutCache(Programs.WEBHOOK), "model")) {
            plain = webhook.startUp();
        }
        all.add(memory);
        return List.of(
                Figure.of(PART, Programs.WEBHOOK + ": process to ready", Progress.median(ready), "ms")
                        .wantedBelow(1_500),
                Figure.of(PART, Programs.WEBHOOK + ": ready without AOT cache", plain.toNanos() / MILLISECONDS, "ms"),
                Figure.of(PART, Programs.WEBHOOK + ": memory", memory.resident(), "MB"),
                Figure.of(PART, Programs.WEBHOOK + ": memory that is its own", memory.own(), "MB"));
    }

    private double sum(ToDoubleFunction<ProcessMemory> part) {
        return all.stream().mapToDouble(part).sum();
    }

    private static double median(List<Start> starts, ToDoubleFunction<Start> value) {
        return Progress.median(starts.stream().mapToDouble(value).boxed().toList());
    }
}
