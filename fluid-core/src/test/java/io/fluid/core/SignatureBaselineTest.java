package io.fluid.core;

import io.fluid.api.DatasetId;
import io.fluid.core.spi.CacheEngine;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever compiled an engine or a client against an earlier build can run it with this one. {@code
 * -Dsignatures.update} records the signatures anew; what the difference takes away, breaks somebody.
 */
class SignatureBaselineTest {

    private static final Path BASELINE = Path.of("src/test/resources/signatures.txt");

    @Test
    void nothing_that_others_use_is_gone() throws IOException, ClassNotFoundException {
        Set<String> signatures = new TreeSet<>();
        signatures.addAll(signatures(DatasetId.class, "io/fluid/api", false));
        signatures.addAll(signatures(CacheEngine.class, "io/fluid/core/spi", true));
        if (Boolean.getBoolean("signatures.update")) {
            Files.write(BASELINE, signatures);
        }
        List<String> recorded = Files.readAllLines(BASELINE);
        assertThat(recorded).as("recorded signatures").hasSizeGreaterThan(100);
        assertThat(Signatures.breaks(recorded, signatures))
                .as("changes that break what was compiled against the recorded signatures; "
                        + "if they are meant, say so in CHANGELOG.md and run with -Dsignatures.update")
                .isEmpty();
    }

    @Test
    void a_removed_method_and_a_new_duty_are_breaks_but_a_new_ability_is_none() {
        List<String> before = List.of("a.Engine#go(): void abstract", "a.Engine#stop(): void", "class a.Engine");

        assertThat(Signatures.breaks(
                        before,
                        Set.of(
                                "a.Engine#go(): void abstract",
                                "a.Engine#wait(): void abstract",
                                "a.Engine#rest(): void",
                                "a.Other#x(): int abstract",
                                "class a.Engine",
                                "class a.Other")))
                .containsExactly("gone: a.Engine#stop(): void", "to be implemented: a.Engine#wait(): void abstract");
    }

    private static Set<String> signatures(Class<?> member, String folder, boolean constructors)
            throws IOException, ClassNotFoundException {
        Set<String> result = new TreeSet<>();
        Path location = Path.of(URI.create(
                member.getProtectionDomain().getCodeSource().getLocation().toString()));
        if (Files.isDirectory(location)) {
            collect(location, folder, constructors, result);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(location)) {
                collect(jar.getPath("/"), folder, constructors, result);
            }
        }
        return result;
    }

    private static void collect(Path root, String folder, boolean constructors, Set<String> result)
            throws IOException, ClassNotFoundException {
        List<String> names;
        try (Stream<Path> files = Files.walk(root.resolve(folder))) {
            names = files.map(file -> root.relativize(file).toString())
                    .filter(file -> file.endsWith(".class") && !file.endsWith("package-info.class"))
                    // Made from the records, and like them but for what a builder adds.
                    .filter(file -> !file.contains("Builder"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace('/', '.'))
                    .toList();
        }
        for (String name : names) {
            result.addAll(Signatures.of(
                    Class.forName(name, false, SignatureBaselineTest.class.getClassLoader()), constructors));
        }
    }
}
