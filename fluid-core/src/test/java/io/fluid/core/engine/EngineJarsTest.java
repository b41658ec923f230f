package io.fluid.core.engine;

import io.fluid.core.spi.EngineSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import javax.tools.ToolProvider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Engines from jars, compiled here, that bring classes of the same name and different content. */
class EngineJarsTest {

    private static final String LIBRARY = """
            package shared.library;
            public final class Library {
                public static String version() { return "%s"; }
            }
            """;

    // It tells the version of the library that it sees as an alias.
    private static final String PROVIDER = """
            package some.%1$s;
            import io.fluid.core.spi.*;
            public final class Provider implements CacheEngineProvider {
                public EngineDescriptor descriptor() {
                    return new EngineDescriptor("%1$sRuntime", "%1$s",
                        java.util.Set.of("%1$s-with-" + shared.library.Library.version()), "example.com", "v1", "%1$sruntimes");
                }
                public CacheEngine create(EngineSettings settings) {
                    return new CacheEngine() {
                        public java.util.List<Problem> validate(CacheRequest request) { return java.util.List.of(); }
                        public CacheDescription describe(CacheRequest request) { throw new UnsupportedOperationException(); }
                        public CacheUsage report(CacheRequest request, java.time.Duration deadline) {
                            return CacheUsage.of(0, 0);
                        }
                    };
                }
            }
            """;

    @Test
    void each_jar_sees_its_own_version_of_a_library_and_all_share_the_spi(@TempDir Path scratch) throws IOException {
        Path folder = Files.createDirectories(scratch.resolve("engines"));
        engine(scratch.resolve("one"), folder.resolve("one.jar"), "one", "1.0");
        engine(scratch.resolve("two"), folder.resolve("two.jar"), "two", "2.0");

        EngineRegistry registry = EngineRegistry.discover(new EngineSettings(Map.of()), folder);

        assertThat(registry.all())
                .extracting(LoadedEngine::toString)
                .containsExactly("oneRuntime (one, from one.jar)", "twoRuntime (two, from two.jar)");
        assertThat(registry.get("one-with-1.0")).isSameAs(registry.get("oneRuntime"));
        assertThat(registry.get("two-with-2.0")).isSameAs(registry.get("twoRuntime"));
        assertThat(registry.get("one").engine().getClass().getClassLoader())
                .isNotSameAs(registry.get("two").engine().getClass().getClassLoader());
    }

    private static void engine(Path work, Path jar, String name, String version) throws IOException {
        Path library = write(work.resolve("shared/library/Library.java"), LIBRARY.formatted(version));
        Path provider = write(work.resolve("some/" + name + "/Provider.java"), PROVIDER.formatted(name));
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        work.toString(),
                        library.toString(),
                        provider.toString());
        assertThat(result).as("compiled").isZero();
        write(work.resolve("META-INF/services/io.fluid.core.spi.CacheEngineProvider"), "some." + name + ".Provider\n");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(work)) {
            for (Path file : List.copyOf(files.filter(Files::isRegularFile).toList())) {
                out.putNextEntry(new JarEntry(work.relativize(file).toString()));
                out.write(Files.readAllBytes(file));
            }
        }
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
