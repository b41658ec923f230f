package io.fluid.core.launcher;

import com.google.inject.Module;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.spi.EngineSettings;
import joptsimple.OptionException;
import joptsimple.OptionParser;
import joptsimple.OptionSpec;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** The controllers' command line. */
public final class Main {

    private static final Path ENGINE_FOLDER = Path.of("/opt/fluid/engines");
    private static final int NOT_UNDERSTOOD = 2;
    private static final String USAGE = """
            Fluid's controllers.

              dataset-controller start             Datasets, data operations, runtime controllers on demand, ends of pods
              runtime-controller start --engine E  the runtimes of one engine, by runtime type or kind
              engines [--folder F]                 lists the engines of this image: kind, names, capabilities, where found
              version [--short]

            Options of start, by upstream's names; others are ignored, and the log says so:
              --metrics-addr ADDRESS               of health and metrics (:8080)
              --enable-leader-election[=BOOLEAN]   work only while holding the Lease (false)
              --leader-election-namespace NAME     namespace of the Lease (fluid-system)
              --runtime-workers, --reconcile-workers N
                                                   objects reconciled at the same time (3)
              --runtime-node-port-range FROM-TO    host ports (20000-26000)
            """;

    static {
        Logging.use();
        // Guice's other way to load classes uses what the JDK is about to take away, and the JVM warns of it.
        System.setProperty("guice_custom_class_loading", "CHILD");
    }

    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.exit(run(List.of(arguments), System.out, System.err));
    }

    /** Runs a command; the exit code. */
    static int run(List<String> arguments, PrintStream out, PrintStream err) throws IOException, InterruptedException {
        int words = 0;
        while (words < arguments.size() && !arguments.get(words).startsWith("-")) {
            words++;
        }
        List<String> options = arguments.subList(words, arguments.size());
        try {
            return switch (String.join(" ", arguments.subList(0, words))) {
                case "dataset-controller start" -> datasetController(StartOptions.parse(options));
                case "runtime-controller start" -> runtimeController(StartOptions.parse(options), err);
                case "engines" -> engines(options, out, err);
                case "version", "dataset-controller version", "runtime-controller version" -> version(options, out);
                default -> {
                    boolean asked = options.contains("--help");
                    (asked ? out : err).print(USAGE);
                    yield asked ? 0 : NOT_UNDERSTOOD;
                }
            };
        } catch (OptionException e) {
            err.println(e.getMessage());
            return NOT_UNDERSTOOD;
        }
    }

    private static int datasetController(StartOptions options) throws IOException, InterruptedException {
        ProcessSettings settings = new ProcessSettings(System.getenv());
        EngineRegistry engines = EngineRegistry.discover(new EngineSettings(settings.environment()), ENGINE_FOLDER);
        List<Module> modules = Wiring.ofDatasetController(engines, options, settings);
        return new ControllerProcess("dataset-controller", "dataset.data.fluid.io", options, settings, modules).run();
    }

    private static int runtimeController(StartOptions options, PrintStream err)
            throws IOException, InterruptedException {
        if (options.engine().isEmpty()) {
            err.println("--engine is missing; expected a runtime type or kind");
            return NOT_UNDERSTOOD;
        }
        ProcessSettings settings = new ProcessSettings(System.getenv());
        EngineRegistry engines = EngineRegistry.discover(new EngineSettings(settings.environment()), ENGINE_FOLDER);
        LoadedEngine loaded = engines.get(options.engine());
        List<Module> modules = Wiring.ofRuntimeController(loaded, engines, options, settings);
        return new ControllerProcess(
                        loaded.descriptor().controllerName(),
                        loaded.descriptor().leaseName(),
                        options,
                        settings,
                        modules)
                .run();
    }

    /** What {@code --engine} may name, and what it may not for now. */
    private static int engines(List<String> options, PrintStream out, PrintStream err) {
        OptionParser parser = new OptionParser(false);
        OptionSpec<String> folder = parser.accepts("folder").withRequiredArg().defaultsTo(ENGINE_FOLDER.toString());
        Path from = Path.of(parser.parse(options.toArray(String[]::new)).valueOf(folder));
        EngineRegistry engines = EngineRegistry.discover(new EngineSettings(System.getenv()), from);
        engines.all().forEach(engine -> out.println(line(engine)));
        engines.failures().forEach(err::println);
        if (engines.all().isEmpty()) {
            out.println("none");
        }
        return engines.failures().isEmpty() ? 0 : 1;
    }

    private static String line(LoadedEngine engine) {
        TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.add(engine.descriptor().runtimeType());
        names.addAll(engine.descriptor().aliases());
        return String.join(
                "\t",
                engine.descriptor().runtimeKind() + "." + engine.descriptor().apiVersion(),
                String.join(",", names),
                String.join(",", engine.capabilities()),
                engine.origin());
    }

    private static int version(List<String> options, PrintStream out) {
        String version = Main.class.getPackage().getImplementationVersion();
        String number = version == null ? "development" : version;
        out.println(options.contains("--short") ? number : "fluid " + number + ", Java " + Runtime.version());
        return 0;
    }
}
