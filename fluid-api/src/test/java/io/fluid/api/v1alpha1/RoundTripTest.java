package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class RoundTripTest {

    private static final Path SAMPLES = Path.of("src", "test", "resources", "samples");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private final KubernetesSerialization serialization = serialization();

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void sampleSurvivesLoadAndSave(Path sample) throws IOException {
        String manifest = Files.readString(sample);

        assertThat(saved(manifest)).isEqualTo(YAML.readTree(manifest));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void unknownFieldsSurviveAtEveryLevel(Path sample) throws IOException {
        JsonNode manifest = YAML.readTree(Files.readString(sample));
        plantUnknownFields(manifest, "");

        assertThat(saved(manifest.toString())).isEqualTo(manifest);
    }

    @Test
    void everyKindHasASampleOfItsOwn() throws IOException {
        assertThat(samples()).extracting(path -> path.getFileName().toString()).hasSize(14);
    }

    @Test
    void whatAManifestLeavesOutIsEmptyAndNeverNull() {
        Dataset dataset = serialization.unmarshal(
                "{\"apiVersion\":\"data.fluid.io/v1alpha1\",\"kind\":\"Dataset\"}", Dataset.class);

        assertThat(dataset.getSpec()).isEqualTo(DatasetSpecBuilder.builder().build());
        assertThat(dataset.getSpec().mounts()).isEmpty();
        assertThat(dataset.getSpec().sharedOptions()).isEmpty();
        assertThat(dataset.getSpec().placement()).isNull();
        assertThat(dataset.getStatus().conditions()).isEmpty();
    }

    @Test
    void statusIsWrittenWithAllThatTheSchemaRequires() {
        RuntimeStatus none = RuntimeStatusBuilder.builder().build();

        assertThat(serialization.asJson(none))
                .contains("\"valueFile\":\"\"", "\"masterPhase\":\"\"", "\"workerPhase\":\"\"", "\"fusePhase\":\"\"")
                .contains("\"desiredWorkerNumberScheduled\":0", "\"fuseNumberReady\":0");
        assertThat(serialization.asJson(DatasetStatusBuilder.builder().build())).isEqualTo("{\"conditions\":[]}");
    }

    @Test
    void jindoSpellsItsNetworkModeInLowerCase() {
        JindoRuntimeSpec spec = serialization.unmarshal(
                "{\"networkmode\":\"ContainerNetwork\",\"networkMode\":\"ignored\"}", JindoRuntimeSpec.class);

        assertThat(spec.networkmode()).isEqualTo("ContainerNetwork");
        assertThat(spec.additionalProperties()).containsEntry("networkMode", "ignored");
    }

    private JsonNode saved(String manifest) throws IOException {
        HasMetadata resource = serialization.unmarshal(manifest);
        assertThat(resource).isInstanceOf(FluidResource.class);
        ObjectNode saved = (ObjectNode) YAML.readTree(serialization.asJson(resource));
        if (!YAML.readTree(manifest).has("status")) {
            saved.remove("status"); // empty and not written by the API server
        }
        return saved;
    }

    /** Puts a field that nobody knows into each object whose keys are fields, not entries of a map. */
    private static void plantUnknownFields(JsonNode node, String name) {
        if (node instanceof ArrayNode items) {
            items.forEach(item -> plantUnknownFields(item, name));
        } else if (node instanceof ObjectNode object && !isMap(object, name)) {
            object.properties().forEach(field -> plantUnknownFields(field.getValue(), field.getKey()));
            object.set("fieldOfTomorrow", YAML.createObjectNode().put("kept", true));
        }
    }

    private static boolean isMap(ObjectNode object, String name) {
        return List.of("labels", "annotations", "nodeSelector", "properties", "requests", "limits", "ports", "data")
                        .contains(name)
                || (List.of("options", "parallelOptions", "sharedOptions", "logConfig", "env", "infos", "cacheStates")
                                .contains(name)
                        && object.properties().stream()
                                .allMatch(field -> field.getValue().isTextual()));
    }

    private static KubernetesSerialization serialization() {
        KubernetesSerialization serialization = new KubernetesSerialization();
        for (Class<? extends FluidResource<?, ?>> kind : List.of(
                Dataset.class,
                AlluxioRuntime.class,
                JindoRuntime.class,
                JuiceFSRuntime.class,
                EFCRuntime.class,
                ThinRuntime.class,
                ThinRuntimeProfile.class,
                VineyardRuntime.class,
                CacheRuntime.class,
                CacheRuntimeClass.class,
                DataLoad.class,
                DataMigrate.class,
                DataBackup.class,
                DataProcess.class)) {
            serialization.registerKubernetesResource(kind);
        }
        return serialization;
    }
}
