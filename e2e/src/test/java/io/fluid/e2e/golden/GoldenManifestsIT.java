package io.fluid.e2e.golden;

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
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Every golden manifest of every engine is taken by a real API server that checks each field. */
@Tag("cluster")
class GoldenManifestsIT {

    private static final String NAMESPACE = "research";
    private static final String CASES = "src/test/resources/manifests";

    private static ApiServerOnly server;
    private static KubernetesClient client;

    @BeforeAll
    static void start() {
        server = ApiServerOnly.start(CacheFolder.ofUser());
        client = server.client();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
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
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: odd, namespace: " + NAMESPACE + "}\ndatta: {}\n",
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
        List<GenericKubernetesResource> objects = Arrays.stream(
                        Files.readString(folder.resolve("expected.yaml")).split("(?m)^---\\s*$"))
                .filter(text -> text.contains("kind:"))
                .map(text -> Serialization.unmarshal(text, GenericKubernetesResource.class))
                .filter(object -> object.getKind() != null)
                .toList();
        assertThat(objects).hasSizeGreaterThanOrEqualTo(3);
        for (GenericKubernetesResource object : objects) {
            assertThat(apply(object).getMetadata().getUid()).isNotBlank();
        }
        // Selectors and ports of another case must not meet these.
        objects.forEach(object -> client.resource(object).delete());
    }

    private static GenericKubernetesResource apply(GenericKubernetesResource object) {
        return client.resource(object).fieldValidation(Validation.STRICT).serverSideApply();
    }
}
