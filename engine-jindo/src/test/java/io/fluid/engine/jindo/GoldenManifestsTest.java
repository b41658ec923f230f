package io.fluid.engine.jindo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fluid.core.runtime.FluidManifests;
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
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * {@code -Dgolden.update} writes the expected manifests anew; review what changed. Beside each case lies {@code
 * fields.txt}, written by hand from the catalogue of CNCF Fluid's fields: {@code object JSON-pointer = value}, or
 * {@code ~ text} for a text that it contains, {@code !~} for one that it does not. What is the same in every case, and
 * for the most part is made by the core, is in {@code common-fields.txt}.
 */
class GoldenManifestsTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final GoldenManifests GOLDEN = new GoldenManifests(Requests.REQUESTS);
    private static final Path COMMON = Path.of("src/test/resources/common-fields.txt");

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
        return GOLDEN.cases().stream()
                .map(name ->
                        DynamicTest.dynamicTest(name, () -> facts(name).forEach(fact -> check(fact, described(name)))));
    }

    @TestFactory
    Stream<DynamicTest> whatIsTheSameInEveryCaseIsWhatTheCatalogueSays() throws IOException {
        List<String> facts = Files.readAllLines(COMMON);
        assertThat(facts).hasSizeGreaterThan(30);
        return GOLDEN.cases().stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    List<HasMetadata> applied = applied(name);
                    Set<String> names = applied.stream()
                            .map(object -> object.getMetadata().getName())
                            .collect(Collectors.toSet());
                    // Where there is no cache, nothing is to be said of its servers.
                    facts.stream()
                            .filter(fact -> names.contains(fact.split(" ")[0]))
                            .forEach(fact -> check(fact, applied));
                    assertThat(names).contains("model-jindofs-fuse");
                }));
    }

    @Test
    void everyCommonFactIsAboutAnObjectThatThereIs() throws IOException {
        List<HasMetadata> applied = applied("minimal");
        Files.readAllLines(COMMON).forEach(fact -> check(fact, applied));
    }

    @TestFactory
    Stream<DynamicTest> everyCaseSaysWhatItHasAndTheMinimalOneHasNot() {
        return GOLDEN.cases().stream()
                .filter(name -> !name.equals("minimal"))
                .map(name -> DynamicTest.dynamicTest(
                        name,
                        () -> assertThat(facts(name))
                                .anySatisfy(fact -> assertThatThrownBy(() -> check(fact, described("minimal")))
                                        .isInstanceOf(AssertionError.class))));
    }

    private static List<String> facts(String name) throws IOException {
        List<String> facts =
                Files.readAllLines(GoldenManifests.DEFAULT_FOLDER.resolve(name).resolve("fields.txt"));
        assertThat(facts).isNotEmpty();
        return facts;
    }

    private static CacheRequest request(String name) {
        return Requests.REQUESTS.from(
                GoldenManifests.DEFAULT_FOLDER.resolve(name).resolve("request.yaml"));
    }

    /** What the core makes of a case: everything that is applied. */
    private static List<HasMetadata> applied(String name) {
        CacheRequest request = request(name);
        return FluidManifests.render(request.dataset(), request.runtime());
    }

    private static void check(String fact, List<HasMetadata> objects) {
        String[] parts = fact.split(" ", 4);
        assertThat(parts).as(fact).hasSize(4);
        List<JsonNode> named = objects.stream()
                .filter(object -> object.getMetadata().getName().equals(parts[0]))
                .map(object -> MAPPER.<JsonNode>valueToTree(object))
                .toList();
        if (parts[2].equals("absent")) {
            assertThat(named).as(fact).isEmpty();
            return;
        }
        assertThat(named).as("objects named " + parts[0]).hasSize(1);
        JsonNode node = named.get(0).at(parts[1]);
        String value = node.isMissingNode() ? "(missing)" : node.isValueNode() ? node.asText() : node.toString();
        switch (parts[2]) {
            case "=" -> assertThat(value).as(fact).isEqualTo(parts[3]);
            case "~" -> assertThat(value).as(fact).contains(parts[3]);
            case "!~" -> assertThat(value).as(fact).doesNotContain(parts[3]);
            default -> throw new IllegalArgumentException(fact);
        }
    }

    private static List<HasMetadata> described(String name) {
        CacheDescription description = Requests.ENGINE.describe(request(name));
        List<HasMetadata> objects = new ArrayList<>(description.resources());
        Stream.of(description.master(), description.worker(), description.fuse().daemonSet())
                .filter(Objects::nonNull)
                .forEach(objects::add);
        return objects;
    }
}
