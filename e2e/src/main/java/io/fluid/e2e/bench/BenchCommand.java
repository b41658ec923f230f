package io.fluid.e2e.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.fluid.e2e.tools.CacheFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;

/** {@code bin/bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the control plane as its images start it, against a real API server without nodes, and prints",
            "each figure beside what is wanted. Exit code 0: all was measured, whatever the figures are."
        })
public final class BenchCommand implements Callable<Integer> {

    /** What can be measured alone. */
    public enum Part {
        start,
        admission,
        lifecycle
    }

    @Parameters(arity = "0..*", description = "Parts to run: ${COMPLETION-CANDIDATES}. All by default.")
    private List<Part> parts = List.of();

    @Option(names = "--repeats", defaultValue = "5", description = "Starts of each process; the median is told.")
    private int repeats;

    @Option(names = "--seconds", defaultValue = "20", description = "Time for each number of connections.")
    private int seconds;

    @Option(names = "--datasets", defaultValue = "1000", description = "Datasets in the steady state, 700 or more.")
    private int datasets;

    @Option(names = "--steady-seconds", defaultValue = "60", description = "How long the steady state is watched.")
    private int steadySeconds;

    @Option(names = "--json", description = "Write the figures to this file as well.")
    private @Nullable Path json;

    private final PrintStream out = System.out;

    /** Runs the command line. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        Set<Part> wanted = parts.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(parts);
        Progress progress = new Progress(out);
        double load = load();
        progress.say("making the images' programs");
        List<Figure> figures = new ArrayList<>();
        CacheFolder cache = CacheFolder.ofUser();
        try (Programs programs = Programs.unpack(cache)) {
            for (Part part : wanted) {
                progress.say("%s: starting an API server", part);
                try (BareCluster cluster = new BareCluster()) {
                    figures.addAll(
                            switch (part) {
                                case start -> new StartBench(cluster, programs, repeats, progress).measure();
                                case admission ->
                                    AdmissionBench.measure(cluster, programs, Duration.ofSeconds(seconds), progress);
                                case lifecycle ->
                                    new LifecycleBench(cluster, programs, datasets, steadySeconds, progress).measure();
                            });
                }
            }
        }
        print(figures);
        long missed = figures.stream().filter(figure -> !figure.isMet()).count();
        long targets = figures.stream().filter(Figure::hasTarget).count();
        out.printf(
                Locale.ROOT,
                "%n%d of %d targets met. %d CPUs; load average before %.1f, after %.1f%s%n",
                targets - missed,
                targets,
                Runtime.getRuntime().availableProcessors(),
                load,
                load(),
                load > 1 ? ": the machine was busy with other things" : "");
        if (json != null) {
            new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValue(
                            json.toFile(),
                            Map.of(
                                    "load",
                                    load,
                                    "cpus",
                                    Runtime.getRuntime().availableProcessors(),
                                    "figures",
                                    figures));
        }
        return 0;
    }

    private void print(List<Figure> figures) {
        int width = figures.stream()
                .mapToInt(figure -> figure.what().length())
                .max()
                .orElse(0);
        String part = "";
        for (Figure figure : figures) {
            if (!figure.part().equals(part)) {
                part = figure.part();
                out.printf("%n%s%n", part);
            }
            String line = String.format(
                    Locale.ROOT,
                    "  %-" + width + "s  %18s  %-18s%s",
                    figure.what(),
                    figure.measured(),
                    figure.wanted(),
                    !figure.hasTarget() ? "" : figure.isMet() ? "met" : "missed");
            out.println(line.stripTrailing());
        }
    }

    private static double load() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }
}
