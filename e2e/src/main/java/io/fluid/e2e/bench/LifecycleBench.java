package io.fluid.e2e.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * How long Datasets take from creation to their objects and to Bound, and what many that nobody changes cost. On a real
 * API server, without pods: a stand-in makes stateful sets ready at once.
 */
@Command(name = "lifecycle", description = "Creation, binding and steady state of many Datasets.")
public final class LifecycleBench implements Callable<Integer> {

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String CALLS = "rest_client_requests_total:";
    private static final List<String> WRITES = List.of("create", "update", "patch", "delete");
    private static final Map<Integer, Double> TARGETS = Map.of(1, 0.3, 40, 5.0);

    @Option(names = "--counts", split = ",", defaultValue = "1,40,400", description = "Datasets created at once.")
    private List<Integer> counts = List.of();

    @Option(names = "--steady", defaultValue = "1000", description = "Datasets in the steady state; 0 leaves it out.")
    private int steady;

    @Option(names = "--steady-seconds", defaultValue = "60", description = "How long the steady state is watched.")
    private int steadySeconds;

    @Option(names = "--json", description = "Also write the figures there.")
    private @Nullable Path json;

    private final PrintStream out = System.out;

    /** Runs the benchmark. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LifecycleBench()).execute(arguments));
    }

    /**
     * One creation of many.
     *
     * @param datasets number of Datasets with a runtime each
     * @param objectsSeconds from the first request to the last workload
     * @param boundSeconds from the first request to the last Bound
     * @param targetSeconds what {@code objectsSeconds} should be below; null where none is set
     */
    public record Creation(
            int datasets,
            double objectsSeconds,
            double boundSeconds,
            @Nullable Double targetSeconds) {}

    /**
     * One controller in the steady state.
     *
     * @param controller which
     * @param datasets bound Datasets
     * @param seconds how long it was watched
     * @param callsPerMinute requests to the API server by verb
     * @param cpuShare of one core, 0 to 1
     * @param residentMebibytes memory
     */
    public record Steady(
            String controller,
            int datasets,
            int seconds,
            Map<String, Double> callsPerMinute,
            double cpuShare,
            double residentMebibytes) {}

    /** All figures. */
    public record Figures(List<Creation> creations, List<Steady> steady) {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Figures figures = measure();
        print(figures);
        if (json != null) {
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(json.toFile(), figures);
        }
        return 0;
    }

    private Figures measure() throws InterruptedException {
        try (BareCluster cluster = new BareCluster();
                Controller datasets = Controller.start(cluster.kubeconfig(), List.of("dataset-controller", "start"));
                Controller runtimes = Controller.start(
                        cluster.kubeconfig(), List.of("runtime-controller", "start", "--engine", "alluxio"))) {
            Caches caches = new Caches(cluster.client());
            create(cluster, caches, "warm-up", 5);
            List<Creation> creations = new ArrayList<>();
            int present = 5;
            for (int count : counts) {
                creations.add(create(cluster, caches, "at-once-" + count, count));
                present += count;
            }
            List<Steady> states = new ArrayList<>();
            if (steady > 0) {
                if (steady > present) {
                    create(cluster, caches, "steady", steady - present);
                }
                states.addAll(watch(datasets, runtimes, Math.max(steady, present)));
            }
            return new Figures(creations, states);
        }
    }

    private Creation create(BareCluster cluster, Caches caches, String namespace, int count) {
        cluster.createNamespace(namespace);
        long begun = System.nanoTime();
        caches.create(namespace, count);
        caches.awaitObjects(namespace, count, LONGEST);
        double objects = (System.nanoTime() - begun) / NANOS_PER_SECOND;
        caches.awaitBound(namespace, count, LONGEST);
        double bound = (System.nanoTime() - begun) / NANOS_PER_SECOND;
        out.printf(Locale.ROOT, "%d at once: objects after %.2f s, bound after %.2f s%n", count, objects, bound);
        return new Creation(count, objects, bound, TARGETS.get(count));
    }

    private List<Steady> watch(Controller datasets, Controller runtimes, int count) throws InterruptedException {
        // What was set going by the last creation comes to rest first.
        rest(10);
        Map<String, Double> datasetsBefore = datasets.metrics();
        Map<String, Double> runtimesBefore = runtimes.metrics();
        rest(steadySeconds);
        return List.of(
                steady("dataset-controller", count, datasetsBefore, datasets.metrics()),
                steady("alluxioruntime-controller", count, runtimesBefore, runtimes.metrics()));
    }

    /** Lets time pass: the thing that is measured here. */
    private static void rest(int seconds) throws InterruptedException {
        new CountDownLatch(1).await(seconds, TimeUnit.SECONDS);
    }

    private Steady steady(String controller, int count, Map<String, Double> before, Map<String, Double> after) {
        Map<String, Double> calls = new TreeMap<>();
        after.forEach((name, value) -> {
            if (name.startsWith(CALLS)) {
                double added = value - before.getOrDefault(name, 0.0);
                calls.put(name.substring(CALLS.length()), added * 60 / steadySeconds);
            }
        });
        WRITES.forEach(verb -> calls.putIfAbsent(verb, 0.0));
        String cpu = "process_cpu_time_ns_total";
        double share =
                (after.getOrDefault(cpu, 0.0) - before.getOrDefault(cpu, 0.0)) / NANOS_PER_SECOND / steadySeconds;
        double memory = after.getOrDefault("process_resident_memory_bytes", 0.0) / (1 << 20);
        return new Steady(controller, count, steadySeconds, calls, share, memory);
    }

    private void print(Figures figures) {
        out.println();
        out.println("created at once   objects exist   target   all Bound");
        for (Creation one : figures.creations()) {
            out.printf(
                    Locale.ROOT,
                    "%15d   %11.2f s   %6s   %7.2f s%n",
                    one.datasets(),
                    one.objectsSeconds(),
                    one.targetSeconds() == null ? "-" : one.targetSeconds() + " s",
                    one.boundSeconds());
        }
        for (Steady one : figures.steady()) {
            out.printf(
                    Locale.ROOT,
                    "%n%s, %d bound Datasets, %d s: CPU %.2f %% of a core (target < 1 %%), %.0f MiB, API calls per minute %s%n",
                    one.controller(),
                    one.datasets(),
                    one.seconds(),
                    one.cpuShare() * 100,
                    one.residentMebibytes(),
                    one.callsPerMinute());
        }
    }
}
