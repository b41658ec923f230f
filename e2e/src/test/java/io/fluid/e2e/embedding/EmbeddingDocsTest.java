package io.fluid.e2e.embedding;

import io.fluid.e2e.thirdparty.ScratchBuild;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** docs/embedding.md says what works. */
class EmbeddingDocsTest {

    @Test
    void renderingNeedsNothingButTheTwoManifests() {
        String manifests = RenderExample.render(yaml("""
                        apiVersion: data.fluid.io/v1alpha1
                        kind: Dataset
                        metadata: {name: model}
                        spec: {mounts: [{mountPoint: 'https://example.com/models/', name: model, path: /}]}
                        """), yaml("""
                        apiVersion: data.fluid.io/v1alpha1
                        kind: AlluxioRuntime
                        metadata: {name: model}
                        spec: {replicas: 2}
                        """));

        assertThat(manifests)
                .contains("name: \"model-master\"", "name: \"model-worker\"", "name: \"model-fuse\"")
                .contains("kind: \"PersistentVolumeClaim\"")
                .contains("namespace: \"default\"");
    }

    @ParameterizedTest
    @CsvSource({"render,RenderExample.java", "controllers,ControllersExample.java"})
    void theDocumentShowsTheLinesThatAreTested(String snippet, String source) throws IOException {
        Path home = ScratchBuild.home();
        List<String> lines = Files.readAllLines(
                home.resolve("e2e/src/test/java/io/fluid/e2e/embedding").resolve(source));
        int first = indexOf(lines, "// docs: " + snippet) + 1;
        List<String> shown = lines.subList(first, first + indexOf(lines.subList(first, lines.size()), "// docs: end"));
        String text = String.join("\n", shown).stripIndent().strip();

        assertThat(shown).hasSizeBetween(2, 10);
        assertThat(Files.readString(home.resolve("docs/embedding.md"))).contains("```java\n" + text + "\n```");
    }

    private static int indexOf(List<String> lines, String text) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals(text)) {
                return i;
            }
        }
        throw new AssertionError("no line " + text);
    }

    private static InputStream yaml(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
