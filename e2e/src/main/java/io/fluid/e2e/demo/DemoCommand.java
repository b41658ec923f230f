package io.fluid.e2e.demo;

import io.fluid.e2e.demo.BarChart.Bar;
import io.fluid.e2e.demo.BarChart.Group;
import io.fluid.e2e.image.Image;
import io.fluid.e2e.install.FluidInstallation;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/** {@code bin/demo}. */
@Command(
        name = "demo",
        description = "A model from an object store into pods: pulled directly, then through a warmed cache.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class DemoCommand implements Callable<Integer> {

    @Option(names = "--size", defaultValue = "256MiB", description = "Size of the model.")
    private String size = "256MiB";

    @Option(names = "--pods", defaultValue = "4", description = "Number of pods that read it.")
    private int pods = 4;

    @Option(names = "--egress", defaultValue = "150mbit", description = "Cap on what the store sends; 0 for none.")
    private String egress = "150mbit";

    @Option(names = "--price", defaultValue = "0.008", description = "Price of a pod-second.")
    private double price = 0.008;

    @Option(names = "--keep", description = "Leave the cluster and the cache up; bin/cluster down ends them.")
    private boolean keep;

    @Option(
            names = "--kubeconfig",
            arity = "0..1",
            fallbackValue = "",
            description =
                    "Use this cluster, by default the one of $KUBECONFIG, instead of a local one. Its nodes need the"
                            + " images, see --images.")
    private @Nullable String kubeconfig;

    @Option(names = "--set", description = "Value of the chart for the cluster of --kubeconfig, such as image.tag=dev.")
    private Map<String, String> values = Map.of();

    @Option(
            names = "--images",
            description = "Write all images that the demo needs to this folder as OCI archives, and end: for those who"
                    + " bring them to another cluster.")
    private @Nullable Path images;

    @Option(names = "--output", defaultValue = "demo-results", description = "Folder for demo.json and demo.svg.")
    private Path output = Path.of("demo-results");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public static void main(String... arguments) {
        System.exit(new CommandLine(new DemoCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException {
        Demo.Settings settings = settings();
        PrintWriter out = spec.commandLine().getOut();
        if (images != null) {
            return writeImages(images, out);
        }
        long start = System.nanoTime();
        Path foreign = foreign();
        // The local cluster ends with this process, Ctrl-C included, unless it is to be kept.
        try (Site site = foreign == null ? Site.local(keep) : Site.foreign(foreign, values)) {
            Demo demo = new Demo(site, settings, out);
            Thread abandon = new Thread(demo::abandon, "demo-abandon");
            if (foreign != null && !keep) {
                Runtime.getRuntime().addShutdownHook(abandon);
            }
            try {
                Report report = demo.run();
                if (!keep) {
                    demo.tearDown();
                }
                Runtime.getRuntime().removeShutdownHook(abandon);
                publish(report, out);
            } catch (RuntimeException e) {
                out.println();
                new Diagnosis(site.client(), out).print();
                out.println("FAILED: " + e.getMessage());
                out.flush();
                if (Runtime.getRuntime().removeShutdownHook(abandon)) {
                    demo.abandon();
                }
                return 1;
            }
            if (keep) {
                out.println("Still up: export KUBECONFIG=" + site.kubeconfig() + "; bin/cluster down ends it.");
            }
        }
        out.printf(Locale.ROOT, "PASSED in %.0f s%n", (System.nanoTime() - start) / 1e9);
        out.flush();
        return 0;
    }

    private @Nullable Path foreign() {
        if (kubeconfig == null) {
            return null;
        }
        String named = kubeconfig.isEmpty() ? System.getenv().getOrDefault("KUBECONFIG", "") : kubeconfig;
        if (!Files.isRegularFile(Path.of(named))) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--kubeconfig" + (kubeconfig.isEmpty() ? " of $KUBECONFIG" : "") + ": \"" + named
                            + "\" is not accepted; expected one file");
        }
        return Path.of(named);
    }

    private static int writeImages(Path folder, PrintWriter out) throws IOException {
        Files.createDirectories(folder);
        for (Image image : FluidInstallation.images()) {
            Path archive = folder.resolve(image.name().replaceAll("[/:]", "_") + ".tar");
            image.writeTo(archive);
            out.println(image.fullName() + " " + archive);
            out.flush();
        }
        return 0;
    }

    private Demo.Settings settings() {
        if (pods < 1) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--pods: " + pods + "; expected 1 or more");
        }
        Path home = Path.of(Objects.requireNonNull(System.getProperty("fluid.home"), "start through bin/demo"));
        try {
            return new Demo.Settings(
                    Amounts.bytes(size),
                    pods,
                    Amounts.bitsPerSecond(egress),
                    price,
                    home.resolve("examples").resolve("quickstart"));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    private void publish(Report report, PrintWriter out) throws IOException {
        out.println();
        out.println(report.table());
        Files.createDirectories(output);
        Files.writeString(output.resolve("demo.json"), report.json());
        Files.writeString(output.resolve("demo.svg"), picture(report));
        out.println();
        out.println("Also in " + output.resolve("demo.json") + " and " + output.resolve("demo.svg"));
    }

    private static String picture(Report report) {
        String title = String.format(
                Locale.ROOT,
                "%d pods read a model of %d MiB",
                report.direct().waitSeconds().size(),
                report.modelBytes() >> 20);
        return BarChart.svg(
                title,
                List.of(
                        group(report, "Bytes out of the store, MiB", way -> way.storeBytes() / 1048576.0),
                        group(report, "Median wait per pod, seconds", Measurement::median),
                        group(report, "Pod-seconds waited", Measurement::podSeconds)));
    }

    private static Group group(Report report, String name, ToDoubleFunction<Measurement> value) {
        double direct = value.applyAsDouble(report.direct());
        double cached = value.applyAsDouble(report.cached());
        return new Group(name, List.of(bar("direct", direct), bar("cached", cached)));
    }

    private static Bar bar(String label, double value) {
        return new Bar(label, value, String.format(Locale.ROOT, "%,.1f", value));
    }
}
