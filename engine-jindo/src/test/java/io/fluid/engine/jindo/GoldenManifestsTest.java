package io.fluid.engine.jindo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheRequest;
import io.fluid.testkit.GoldenManifests;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code -Dgolden.update} writes the expected manifests anew; review what changed. Beside each case lies {@code
 * fields.txt}, written by hand from the catalogue of CNCF Fluid's fields: {@code object JSON-pointer = value}, or
 * {@code ~ text} for a text that it contains, {@code !~} for one that it does not.
 */
class GoldenManifestsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final GoldenManifests GOLDEN = new GoldenManifests(Requests.REQUESTS);

    @TestFactory
    Stream<DynamicTest> describesTheReviewedManifests() {
        return GOLDEN.tests();
    }

    @Test
    void thereAreTwentyFiveCasesAtLeast() {
        assertThat(GOLDEN.cases()).hasSizeGreaterThanOrEqualTo(25);
    }

    @TestFactory
    Stream<DynamicTest> fieldsAreWhatTheCatalogueSays() {
        return GOLDEN.cases().stream().map(name -> DynamicTest.dynamicTest(name, () -> checkFields(name)));
    }

    private static void checkFields(String name) throws IOException {
        Path folder = GoldenManifests.DEFAULT_FOLDER.resolve(name);
        CacheRequest request = Requests.REQUESTS.from(folder.resolve("request.yaml"));
        CacheDescription description = Requests.ENGINE.describe(request);
        List<String> lines = Files.readAllLines(folder.resolve("fields.txt"));
        assertThat(lines).isNotEmpty();
        for (String line : lines) {
            check(line, objects(description));
        }
    }

    private static void check(String line, List<HasMetadata> objects) {
        String[] parts = line.split(" ", 4);
        assertThat(parts).as(line).hasSize(4);
        List<JsonNode> named = objects.stream()
                .filter(object -> object.getMetadata().getName().equals(parts[0]))
                .map(object -> MAPPER.<JsonNode>valueToTree(object))
                .toList();
        if (parts[2].equals("absent")) {
            assertThat(named).as(line).isEmpty();
            return;
        }
        assertThat(named).as("objects named " + parts[0]).hasSize(1);
        JsonNode node = named.get(0).at(parts[1]);
        String value = node.isMissingNode() ? "(missing)" : node.isValueNode() ? node.asText() : node.toString();
        switch (parts[2]) {
            case "=" -> assertThat(value).as(line).isEqualTo(parts[3]);
            case "~" -> assertThat(value).as(line).contains(parts[3]);
            case "!~" -> assertThat(value).as(line).doesNotContain(parts[3]);
            default -> throw new IllegalArgumentException(line);
        }
    }

    private static List<HasMetadata> objects(CacheDescription description) {
        List<HasMetadata> objects = new ArrayList<>(description.resources());
        Stream.of(description.master(), description.worker(), description.fuse().daemonSet())
                .filter(Objects::nonNull)
                .forEach(objects::add);
        return objects;
    }
}
