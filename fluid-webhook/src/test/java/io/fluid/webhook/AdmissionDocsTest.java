package io.fluid.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.Annotations;
import io.fluid.api.DatasetId;
import io.fluid.api.Labels;
import io.fluid.webhook.spi.MountedDataset;
import io.fluid.webhook.spi.PodMutatorProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

import static org.assertj.core.api.Assertions.assertThat;

/** docs/admission.md shows what the code does. {@code -Ddocs.update} writes the pod after mutation anew. */
class AdmissionDocsTest {

    private static final Path DOCUMENT = Path.of("..", "docs", "admission.md");
    private static final String BEFORE = "<!-- before -->";
    private static final String AFTER = "<!-- after -->";
    private static final String FUSE = """
            hostNetwork: true
            containers:
            - name: alluxio-fuse
              image: alluxio/alluxio-dev:2.9.0
              command: [/entrypoint.sh]
              args: [fuse]
              envFrom: [{configMapRef: {name: model-config}}]
              volumeMounts:
              - {name: alluxio-fuse-mount, mountPath: /runtime-mnt/alluxio/shop/model}
              - {name: config, mountPath: /etc/alluxio, readOnly: true}
            volumes:
            - {name: alluxio-fuse-mount, hostPath: {path: /runtime-mnt/alluxio/shop/model}}
            - {name: config, configMap: {name: model-config}}
            """;

    @Test
    void thePodAfterMutationIsTheOneInTheDocument() throws IOException {
        String text = Files.readString(DOCUMENT);
        String after = "```yaml\n" + mutated(yaml(text, BEFORE)) + "```\n";
        if (System.getProperty("docs.update") != null) {
            int start = text.indexOf(AFTER) + AFTER.length() + 1;
            int end = text.indexOf("```\n", start + "```yaml".length()) + "```\n".length();
            Files.writeString(DOCUMENT, text.substring(0, start) + after + text.substring(end));
        } else {
            assertThat(text).contains(AFTER + "\n" + after);
        }
    }

    @Test
    void everyMutatorOfTheDefaultProfileIsExplained() throws IOException {
        String text = Files.readString(DOCUMENT);
        ServiceLoader.load(PodMutatorProvider.class)
                .forEach(provider -> assertThat(text).contains("| `" + provider.name() + "` |"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                Labels.INJECT_SIDECAR,
                Labels.INJECT_SIDECAR_DEPRECATED,
                Labels.ECI_SIDECAR_TARGET,
                Labels.INJECT_SERVERFUL,
                Labels.ENABLE_INJECTION,
                Labels.INJECTION_DONE,
                Labels.INJECT_UNPRIVILEGED,
                Labels.INJECT_CACHE_DIR,
                Labels.INJECT_APP_POST_START,
                Labels.INJECT_FUSE_POST_START,
                Annotations.SERVERLESS_PLATFORM,
                Annotations.HOST_MOUNT_PATH_MODE,
                Annotations.SKIP_PRECHECK,
                Annotations.SCRAPE_FUSE_METRICS
            })
    void everyKeyIsExplained(String key) throws IOException {
        assertThat(Files.readString(DOCUMENT)).contains("| `" + key);
    }

    private static String yaml(String text, String marker) {
        int start = text.indexOf("```yaml\n", text.indexOf(marker)) + "```yaml\n".length();
        return text.substring(start, text.indexOf("```\n", start));
    }

    private static String mutated(String yaml) {
        MountedDataset dataset = new MountedDataset(
                "model",
                "model",
                DatasetId.of("shop", "model", "uid"),
                true,
                "/runtime-mnt/alluxio/shop/model/alluxio-fuse",
                Pods.tree(FUSE),
                Pods.tree("{}"),
                "",
                false);
        ObjectNode pod = Pods.tree(yaml);
        ObjectNode request =
                JsonNodeFactory.instance.objectNode().put("operation", "CREATE").put("namespace", "shop");
        request.putObject("kind").put("group", "").put("kind", "Pod");
        request.set("object", pod);
        Decision decision = new PodAdmission(
                        (namespace, claim, anyPhase) -> Optional.of(dataset),
                        () -> PodAdmissionTest.chains(""),
                        new PodAdmission.Settings(false, ""))
                .decide(request);
        for (JsonNode change : ((Decision.Allowed) decision).patch()) {
            String path = change.path("path").asText();
            int slash = path.lastIndexOf('/');
            pod.withObject(path.substring(0, slash)).set(path.substring(slash + 1), change.path("value"));
        }
        shorten(pod);
        return Serialization.asYaml(new ObjectMapper().convertValue(pod, Object.class))
                .replaceFirst("^---\n", "");
    }

    /** Scripts are named, not shown. */
    private static void shorten(JsonNode node) {
        node.path("spec").path("initContainers").forEach(container -> {
            ObjectNode own = (ObjectNode) container;
            String name = own.path("command").path(3).asText().equals("fluid-supervisor")
                    ? "<supervisor.sh>"
                    : "<mount-guard.sh>";
            own.withArray("command").set(2, name);
        });
    }
}
