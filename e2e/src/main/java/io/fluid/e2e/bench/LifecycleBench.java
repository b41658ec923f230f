package io.fluid.e2e.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How long Datasets take from creation to their objects and to Bound, and what many that nobody changes cost. On a real
 * API server, without pods: a stand-in makes stateful sets ready at once.
 */
final class LifecycleBench {

    private static final String PART = "lifecycle";
    private static final String STEADY = "steady state";
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final double SECONDS = 1e9;
    private static final String CALLS = "rest_client_requests_total:";
    private static final String CPU = "process_cpu_time_ns_total";
    private static final List<String> WRITES = List.of("create", "update", "patch", "delete");
    private static final String RUNTIME_CONTROLLER = "alluxioruntime-controller";
    private static final int FEW = 100;
    private static final int AT_ONCE = 400;

    private final BareCluster cluster;
    private final Programs programs;
    private final int many;
    private final int seconds;
    private final Progress progress;
    private int present;
    private int rounds;

    /**
     * Prepares it.
     *
     * @param many Datasets in the steady state, more than 500
     * @param seconds how long the steady state is watched
     */
    LifecycleBench(BareCluster cluster, Programs programs, int many, int seconds, Progress progress) {
        this.cluster = cluster;
        this.programs = programs;
        this.many = many;
        this.seconds = seconds;
        this.progress = progress;
    }

    private record Creation(double objects, double bound) {}

    List<Figure> measure() throws InterruptedException {
        try (Controller datasets =
                        Controller.launch(cluster.podEnvironment(), programs.process(Programs.DATASET_CONTROLLER));
                Controller runtimes =
                        Controller.launch(cluster.podEnvironment(), programs.process(RUNTIME_CONTROLLER))) {
            datasets.awaitWorking();
            runtimes.awaitWorking();
            List<Controller> both = List.of(datasets, runtimes);
            Caches caches = new Caches(cluster.client());
            create(caches, 5);
            List<Figure> figures = new ArrayList<>();
            figures.addAll(repeated(caches, 1, 5, 0.3));
            figures.addAll(repeated(caches, 40, 2, 5.0));
            create(caches, FEW - present);
            Map<String, Double> few = watch(both, figures);
            double early = cpu(both);
            Creation atOnce = create(caches, AT_ONCE);
            figures.add(Figure.of(PART, AT_ONCE + " at once: objects exist", atOnce.objects(), "s"));
            figures.add(Figure.of(PART, AT_ONCE + " at once: all Bound", atOnce.bound(), "s"));
            figures.add(
                    Figure.of(PART, "CPU of both controllers for each of them", (cpu(both) - early) / AT_ONCE, "ms"));
            create(caches, many - FEW - present);
            double late = cpu(both);
            Creation last = create(caches, FEW);
            double perDatasetLate = (cpu(both) - late) / FEW;
            Map<String, Double> all = watch(both, figures);
            figures.add(Figure.of(PART, FEW + " at once beside " + (many - FEW) + ": all Bound", last.bound(), "s"));
            figures.add(Figure.of(PART, "CPU of both controllers for each of them", perDatasetLate, "ms"));
            figures.addAll(growth(few, all));
            return figures;
        }
    }

    private List<Figure> repeated(Caches caches, int count, int times, double wanted) {
        List<Creation> creations = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            creations.add(create(caches, count));
        }
        return List.of(
                Figure.of(
                                PART,
                                count + " at once: objects exist",
                                Progress.median(creations.stream()
                                        .map(Creation::objects)
                                        .toList()),
                                "s")
                        .wantedBelow(wanted),
                Figure.of(
                        PART,
                        count + " at once: all Bound",
                        Progress.median(creations.stream().map(Creation::bound).toList()),
                        "s"));
    }

    private Creation create(Caches caches, int count) {
        String namespace = "lifecycle-" + rounds++;
        cluster.createNamespace(namespace);
        long begun = System.nanoTime();
        caches.create(namespace, count);
        caches.awaitObjects(namespace, count, LONGEST);
        double objects = (System.nanoTime() - begun) / SECONDS;
        caches.awaitBound(namespace, count, LONGEST);
        double bound = (System.nanoTime() - begun) / SECONDS;
        present += count;
        progress.say("%d at once, %d in all: objects after %.2f s, Bound after %.2f s", count, present, objects, bound);
        return new Creation(objects, bound);
    }

    /** Watches what happens when nothing happens; gives calls and CPU for both together, too. */
    private Map<String, Double> watch(List<Controller> controllers, List<Figure> figures) throws InterruptedException {
        // What was set going by the last creation comes to rest first.
        rest(10);
        progress.say("steady state of %d Datasets, %d s", present, seconds);
        List<Map<String, Double>> before =
                controllers.stream().map(Controller::metrics).toList();
        rest(seconds);
        Map<String, Double> sums = new TreeMap<>();
        List<String> names = List.of(Programs.DATASET_CONTROLLER, RUNTIME_CONTROLLER);
        for (int i = 0; i < controllers.size(); i++) {
            Map<String, Double> after = controllers.get(i).metrics();
            Map<String, Double> was = before.get(i);
            String of = present + " Datasets, " + names.get(i) + ": ";
            Map<String, Double> calls = new TreeMap<>();
            WRITES.forEach(verb -> calls.put(verb, 0.0));
            after.forEach((name, value) -> {
                if (name.startsWith(CALLS)) {
                    calls.put(name.substring(CALLS.length()), (value - was.getOrDefault(name, 0.0)) * 60 / seconds);
                }
            });
            calls.forEach((verb, count) -> {
                Figure row = Figure.of(STEADY, of + verb, count, "/min");
                figures.add(WRITES.contains(verb) && !verb.equals("update") ? row.wantedBelow(1) : row);
            });
            double share = (after.getOrDefault(CPU, 0.0) - was.getOrDefault(CPU, 0.0)) / SECONDS / seconds * 100;
            figures.add(Figure.of(STEADY, of + "CPU", share, "% of a core").wantedBelow(1));
            double resident = after.getOrDefault("process_resident_memory_bytes", Double.NaN) / 1e6;
            figures.add(Figure.of(STEADY, of + "memory", resident, "MB"));
            sums.merge("cpu", share, Double::sum);
            sums.merge("memory", resident, Double::sum);
        }
        return sums;
    }

    private List<Figure> growth(Map<String, Double> few, Map<String, Double> all) {
        double times = (double) present / FEW;
        return List.of(
                Figure.of(
                                PART,
                                "growth of memory, " + FEW + " to " + present,
                                all.getOrDefault("memory", Double.NaN) / few.getOrDefault("memory", Double.NaN),
                                "x")
                        .wantedBelow(times),
                Figure.of(
                                STEADY,
                                "growth of CPU, " + FEW + " to " + present,
                                all.getOrDefault("cpu", Double.NaN) / few.getOrDefault("cpu", Double.NaN),
                                "x")
                        .wantedBelow(times));
    }

    private static double cpu(List<Controller> controllers) {
        return controllers.stream()
                .mapToDouble(one -> one.cpu().toNanos() / 1e6)
                .sum();
    }

    /** Lets time pass: the thing that is measured here. */
    private static void rest(int seconds) throws InterruptedException {
        new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
    }
}
