package io.fluid.e2e.install;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What {@code mvn package} left in this repository. */
public final class Build {

    private static final String HOME = "fluid.home";
    private static final String ENGINE_CLIENT = "alluxio-shaded-client";

    private Build() {}

    /** The root of the repository. */
    public static Path home() {
        return Path.of(Objects.requireNonNull(
                System.getProperty(HOME),
                "start with -D" + HOME + "=<root of the repository>, as the commands in bin do"));
    }

    /** A module's jar and all that it needs at run time. */
    public static List<Path> classPath(String module) {
        Path target = home().resolve(module).resolve("target");
        List<Path> jars = new ArrayList<>(jars(target, module));
        jars.addAll(jars(target.resolve("lib"), ""));
        if (jars.size() < 2) {
            throw new IllegalStateException(target + " holds no packaged build; run mvn package first");
        }
        return jars;
    }

    /** The class path of a process that translates for an engine but never talks to its cache. */
    static List<Path> withoutEngineClients(List<Path> classPath) {
        return classPath.stream()
                .filter(jar -> !jar.getFileName().toString().startsWith(ENGINE_CLIENT))
                .toList();
    }

    /** A module's jar alone. */
    static List<Path> jar(String module) {
        return jars(home().resolve(module).resolve("target"), module);
    }

    private static List<Path> jars(Path folder, String prefix) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.startsWith(prefix)
                                && name.endsWith(".jar")
                                && !name.endsWith("-tests.jar")
                                && !name.endsWith("-sources.jar");
                    })
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("run mvn package first", e);
        }
    }
}
