package io.fluid.core;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The Javadoc of the SPI is its manual: nothing public is without a comment, and no link leads nowhere. */
class SpiManualTest {

    private static final Path SPI = Path.of("src/main/java/io/fluid/core/spi");
    // What doclint finds goes by these codes; a sentence says more than one tag for each parameter of the same kind.
    private static final Set<String> CODES = Set.of("compiler.warn.proc.messager", "compiler.err.proc.messager");
    private static final String MISSING_TAG = "no @";
    private static final String MISSING_COMMENT = "no comment";
    // The components of a record are documented at the record.
    private static final Pattern COMPACT_CONSTRUCTOR = Pattern.compile("\\s*public \\w+ \\{");

    @Test
    void nothing_public_is_without_a_comment(@TempDir Path classes) throws IOException {
        assertThat(findings(SPI, classes)).isEmpty();
    }

    @Test
    void a_method_without_a_comment_is_found(@TempDir Path scratch) throws IOException {
        Files.writeString(scratch.resolve("Bare.java"), """
                /** A type. */
                public interface Bare {
                    void undocumented();
                    /** See {@link Nothing}. */
                    void badlyLinked();
                }
                """);

        assertThat(findings(scratch, scratch))
                .hasSize(2)
                .anySatisfy(finding -> assertThat(finding).contains("Bare.java:3", "no comment"))
                .anySatisfy(finding -> assertThat(finding).contains("Bare.java:4", "reference not found"));
    }

    private static List<String> findings(Path sources, Path classes) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(diagnostics, Locale.ROOT, null);
                Stream<Path> all = Files.walk(sources)) {
            List<Path> java =
                    all.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(java).isNotEmpty();
            List<String> options = List.of(
                    "-proc:none",
                    "-Xdoclint:all/protected",
                    "-Xmaxwarns",
                    "10000",
                    "-cp",
                    System.getProperty("java.class.path"),
                    "-d",
                    classes.toString());
            compiler.getTask(null, files, diagnostics, options, null, files.getJavaFileObjectsFromPaths(java))
                    .call();
        }
        return diagnostics.getDiagnostics().stream()
                .filter(finding -> finding.getKind() == Diagnostic.Kind.ERROR || CODES.contains(finding.getCode()))
                .filter(finding -> !finding.getMessage(Locale.ROOT).startsWith(MISSING_TAG))
                .filter(finding -> !isCompactConstructor(finding))
                .map(finding -> Path.of(finding.getSource().getName()).getFileName() + ":" + finding.getLineNumber()
                        + " " + finding.getMessage(Locale.ROOT))
                .toList();
    }

    private static boolean isCompactConstructor(Diagnostic<? extends JavaFileObject> finding) {
        try {
            List<String> lines = Files.readAllLines(Path.of(finding.getSource().toUri()));
            String line = lines.get((int) finding.getLineNumber() - 1);
            return finding.getMessage(Locale.ROOT).equals(MISSING_COMMENT)
                    && COMPACT_CONSTRUCTOR.matcher(line).matches();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
