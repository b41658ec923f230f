package io.fluid.e2e.golden;

import com.fasterxml.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.e2e.cluster.ApiServerOnly;
import io.fluid.e2e.install.Build;
import io.fluid.e2e.tools.CacheFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every golden manifest of every engine is taken by a real API server that checks each field. */
@Tag("cluster")
class GoldenManifestsIT {

    private static final String CASES = "src/test/resources/manifests";
    /** The first field of the figures that a case ends with; they are no object. */
    private static final String FIGURES = "workerMemoryBytes";

    private static ApiServerOnly server;
    private static KubernetesClient client;

    @BeforeAll
    static void start() {
        server = ApiServerOnly.start(CacheFolder.ofUser());
        client = server.client();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @TestFactory
    Stream<DynamicTest> everyObjectIsTaken() throws IOException {
        List<Path> cases;
        try (Stream<Path> modules = Files.list(Build.home())) {
            cases = modules.map(module -> module.resolve(CASES))
                    .filter(Files::isDirectory)
                    .flatMap(GoldenManifestsIT::folders)
                    .sorted()
                    .toList();
        }
        assertThat(cases).hasSizeGreaterThan(30);
        return cases.stream()
                .map(folder -> DynamicTest.dynamicTest(
                        Build.home().relativize(folder).toString().replace(CASES + "/", ""), () -> check(folder)));
    }

    @Test
    void aFieldThatDoesNotExistIsNotTaken() {
        GenericKubernetesResource object = Serialization.unmarshal(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd, namespace: default}\ndatta: {}\n",
                GenericKubernetesResource.class);

        assertThatThrownBy(() -> apply(object))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("datta");
    }

    private static Stream<Path> folders(Path cases) {
        try (Stream<Path> folders = Files.list(cases)) {
            return folders.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void check(Path folder) throws IOException {
        List<GenericKubernetesResource> objects = objects(Files.readString(folder.resolve("expected.yaml")));
        // Only the fuse is a part of every cache: there are caches without a master, or without workers.
        assertThat(objects).extracting(GenericKubernetesResource::getKind).contains("DaemonSet");
        try {
            for (GenericKubernetesResource object : objects) {
                createNamespace(object.getMetadata().getNamespace());
                assertThat(apply(object).getMetadata().getUid()).isNotBlank();
            }
        } finally {
            // Selectors and ports of another case must not meet these.
            objects.forEach(object -> client.resource(object).delete());
        }
    }

    /** Every document of a case: objects, then figures, then perhaps pods of data operations; nothing is passed over. */
    private static List<GenericKubernetesResource> objects(String text) {
        return Arrays.stream(text.split("(?m)^---\\s*$"))
                .filter(document -> !document.isBlank())
                .map(document -> Serialization.unmarshal(document, new TypeReference<Map<String, Object>>() {}))
                .filter(document -> !document.containsKey(FIGURES))
                .map(document -> document.containsKey("kind") ? document : job(document))
                .map(document ->
                        client.getKubernetesSerialization().convertValue(document, GenericKubernetesResource.class))
                .toList();
    }

    private static Map<String, Object> job(Map<String, Object> pod) {
        return Map.of(
                "apiVersion",
                "batch/v1",
                "kind",
                "Job",
                "metadata",
                // A case may have several.
                Map.of("name", "job-" + Integer.toUnsignedString(pod.hashCode()), "namespace", "default"),
                "spec",
                Map.of("template", pod));
    }

    private static void createNamespace(String name) {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .serverSideApply();
    }

    private static GenericKubernetesResource apply(GenericKubernetesResource object) {
        return client.resource(object).fieldValidation(Validation.STRICT).serverSideApply();
    }
}
