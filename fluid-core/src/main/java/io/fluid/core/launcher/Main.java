package io.fluid.core.launcher;

import com.google.inject.Module;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.spi.EngineSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** The controllers' command line. */
@Command(
        name = "fluid",
        description = "Fluid's controllers.",
        subcommands = {
            Main.DatasetController.class,
            Main.RuntimeController.class,
            Main.Engines.class,
            Main.Version.class
        })
public final class Main {

    private static final Path ENGINE_FOLDER = Path.of("/opt/fluid/engines");

    static {
        LogSettings.use();
        // Guice's other way to load classes uses what the JDK is about to take away, and the JVM warns of it.
        System.setProperty("guice_custom_class_loading", "CHILD");
    }

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setUnmatchedArgumentsAllowed(true);
    }

    /** Datasets, data operations, runtime controllers on demand, completion of pods. */
    @Command(
            name = "dataset-controller",
            subcommands = {DatasetController.Start.class, Version.class})
    static final class DatasetController {

        @Command(name = "start")
        static final class Start implements Callable<Integer> {
            @Mixin
            StartOptions options = new StartOptions();

            @Override
            public Integer call() throws IOException, InterruptedException {
                ProcessSettings settings = new ProcessSettings(System.getenv());
                EngineRegistry engines =
                        EngineRegistry.discover(new EngineSettings(settings.environment()), ENGINE_FOLDER);
                List<Module> modules = Wiring.ofDatasetController(engines, options, settings);
                return new ControllerProcess("dataset-controller", "dataset.data.fluid.io", options, settings, modules)
                        .run();
            }
        }
    }

    /** The runtimes of one engine. */
    @Command(
            name = "runtime-controller",
            subcommands = {RuntimeController.Start.class, Version.class})
    static final class RuntimeController {

        @Command(name = "start")
        static final class Start implements Callable<Integer> {
            @Mixin
            StartOptions options = new StartOptions();

            @Option(names = "--engine", required = true, description = "Runtime type or kind.")
            String engine = "";

            @Override
            public Integer call() throws IOException, InterruptedException {
                ProcessSettings settings = new ProcessSettings(System.getenv());
                EngineRegistry engines =
                        EngineRegistry.discover(new EngineSettings(settings.environment()), ENGINE_FOLDER);
                LoadedEngine loaded = engines.get(engine);
                List<Module> modules = Wiring.ofRuntimeController(loaded, engines, options, settings);
                return new ControllerProcess(
                                loaded.descriptor().controllerName(),
                                loaded.descriptor().leaseName(),
                                options,
                                settings,
                                modules)
                        .run();
            }
        }
    }

    /** What {@code --engine} may name. */
    @Command(name = "engines", description = "Lists the engines of this image: kind, names, capabilities, where found.")
    static final class Engines implements Callable<Integer> {
        @Option(names = "--folder", description = "Folder of engine jars.")
        Path folder = ENGINE_FOLDER;

        @Spec
        @Nullable
        CommandSpec command;

        @Override
        public Integer call() {
            PrintWriter out = Objects.requireNonNull(command).commandLine().getOut();
            List<LoadedEngine> engines = EngineRegistry.discover(new EngineSettings(System.getenv()), folder)
                    .all();
            engines.forEach(engine -> out.println(line(engine)));
            if (engines.isEmpty()) {
                out.println("none");
            }
            out.flush();
            return 0;
        }

        private static String line(LoadedEngine engine) {
            TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            names.add(engine.descriptor().runtimeType());
            names.addAll(engine.descriptor().aliases());
            return String.join(
                    "\t",
                    engine.descriptor().runtimeKind() + "."
                            + engine.descriptor().apiVersion(),
                    String.join(",", names),
                    String.join(",", engine.capabilities()),
                    engine.origin());
        }
    }

    @Command(name = "version")
    static final class Version implements Callable<Integer> {
        @Option(names = "--short", description = "The number alone.")
        boolean brief;

        @Override
        public Integer call() {
            String version = Main.class.getPackage().getImplementationVersion();
            String number = version == null ? "development" : version;
            System.out.println(brief ? number : "fluid " + number + ", Java " + java.lang.Runtime.version());
            return 0;
        }
    }
}
