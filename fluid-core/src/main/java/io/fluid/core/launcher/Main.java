package io.fluid.core.launcher;

import com.google.inject.Module;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.spi.EngineSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** The controllers' command line. */
@Command(
        name = "fluid",
        description = "Fluid's controllers.",
        subcommands = {Main.DatasetController.class, Main.RuntimeController.class, Main.Version.class})
public final class Main {

    private static final Path ENGINE_FOLDER = Path.of("/opt/fluid/engines");

    static {
        LogSettings.use();
        // Guice's other way to load classes uses what the JDK is about to take away, and the JVM warns of it.
        System.setProperty("guice_custom_class_loading", "CHILD");
    }

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(
                new CommandLine(new Main()).setUnmatchedArgumentsAllowed(true).execute(arguments));
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
