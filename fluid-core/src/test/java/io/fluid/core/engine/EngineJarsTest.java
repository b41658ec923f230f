package io.fluid.core.engine;

import io.fluid.core.spi.EngineSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import javax.tools.ToolProvider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Engines from jars, compiled here, that bring classes of the same name and different content. */
class EngineJarsTest {

    private static final EngineSettings NONE = new EngineSettings(Map.of());

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
                    return new EngineDescriptor("The%1$sRuntime", "%1$s",
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

        EngineRegistry registry = EngineRegistry.discover(NONE, folder);

        assertThat(registry.all())
                .extracting(LoadedEngine::toString)
                .containsExactly("TheoneRuntime (one, from one.jar)", "ThetwoRuntime (two, from two.jar)");
        assertThat(registry.get("one-with-1.0")).isSameAs(registry.get("TheoneRuntime"));
        assertThat(registry.get("two-with-2.0")).isSameAs(registry.get("ThetwoRuntime"));
        assertThat(registry.get("one").engine().getClass().getClassLoader())
                .isNotSameAs(registry.get("two").engine().getClass().getClassLoader());
    }

    @Test
    void a_jar_that_cannot_be_read_is_named(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("half.jar"), "PK\003\004 and no more");

        assertThatThrownBy(() -> EngineRegistry.discover(NONE, folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("cannot read the engine jar " + folder.resolve("half.jar"));
    }

    @Test
    void a_provider_that_is_not_in_its_jar_is_named(@TempDir Path folder) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(folder.resolve("empty.jar")))) {
            out.putNextEntry(new JarEntry("META-INF/services/io.fluid.core.spi.CacheEngineProvider"));
            out.write("some.Missing\n".getBytes(UTF_8));
        }

        assertThatThrownBy(() -> EngineRegistry.discover(NONE, folder))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("empty.jar")
                .hasMessageContaining("some.Missing not found");
    }

    @Test
    void an_engine_of_another_release_of_the_spi_is_named(@TempDir Path scratch) throws IOException {
        Path folder = Files.createDirectories(scratch.resolve("engines"));
        Path work = scratch.resolve("old");
        String old = PROVIDER.formatted("old").replace("new EngineDescriptor(", "io.fluid.core.spi.Gone.descriptor(");
        write(work.resolve("io/fluid/core/spi/Gone.java"), """
                package io.fluid.core.spi;
                public interface Gone {
                    static EngineDescriptor descriptor(
                            String a, String b, java.util.Set<String> c, String d, String e, String f) {
                        return null;
                    }
                }
                """);
        compile(work, "old", old);
        Files.delete(work.resolve("io/fluid/core/spi/Gone.class"));
        pack(work, folder.resolve("old.jar"), "old");

        EngineRegistry registry = EngineRegistry.discover(NONE, folder);
        assertThat(registry.failures())
                .singleElement()
                .asString()
                .contains("some.old.Provider of old.jar")
                .contains("compiled against another release of Fluid");
        assertThatThrownBy(() -> registry.get("old"))
                .hasMessageStartingWith("unknown engine \"old\"; available: none; cannot start the engine some.old.Pr");
    }

    @Test
    void an_engine_with_a_name_that_cannot_be_one_is_named(@TempDir Path scratch) throws IOException {
        Path folder = Files.createDirectories(scratch.resolve("engines"));
        Path work = scratch.resolve("odd");
        compile(work, "odd", PROVIDER.formatted("odd").replace("\"odd\",", "\"Odd Type\","));
        pack(work, folder.resolve("odd.jar"), "odd");

        assertThat(EngineRegistry.discover(NONE, folder).failures())
                .singleElement()
                .asString()
                .contains("some.odd.Provider of odd.jar")
                .contains("EngineDescriptor.runtimeType: \"Odd Type\" is not accepted");
    }

    private static void engine(Path work, Path jar, String name, String version) throws IOException {
        write(work.resolve("shared/library/Library.java"), LIBRARY.formatted(version));
        compile(work, name, PROVIDER.formatted(name));
        pack(work, jar, name);
    }

    private static void compile(Path work, String name, String provider) throws IOException {
        if (!Files.exists(work.resolve("shared"))) {
            write(work.resolve("shared/library/Library.java"), LIBRARY.formatted("1.0"));
        }
        write(work.resolve("some/" + name + "/Provider.java"), provider);
        List<String> arguments = new ArrayList<>(
                List.of("-proc:none", "-cp", System.getProperty("java.class.path"), "-d", work.toString()));
        try (Stream<Path> files = Files.walk(work)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::toString)
                    .forEach(arguments::add);
        }
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(result).as("compiled").isZero();
    }

    private static void pack(Path work, Path jar, String name) throws IOException {
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
