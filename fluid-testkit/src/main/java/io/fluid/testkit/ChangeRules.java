package io.fluid.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.runtime.FluidManifests;
import io.fluid.core.runtime.RuntimeSettings;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.Problem;
import io.fluid.testkit.EngineContract.Change;
import io.fluid.testkit.EngineContract.Part;
import org.junit.jupiter.api.DynamicTest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** What users change while a cache runs comes to its pods, or is refused by name. */
final class ChangeRules {

    // The API server takes no change of these.
    private static final List<String> IMMUTABLE =
            List.of("/spec/selector", "/spec/serviceName", "/spec/podManagementPolicy", "/spec/volumeClaimTemplates");

    private final EngineUnderTest test;

    ChangeRules(EngineUnderTest test) {
        this.test = test;
    }

    Stream<DynamicTest> tests() {
        List<DynamicTest> tests = new ArrayList<>();
        for (SpecChange what : SpecChange.values()) {
            tests.add(dynamicTest(what + " is accounted for", () -> isAccountedFor(what)));
        }
        for (Change change : test.contract.changes()) {
            String name = change.what() + " " + change.datasetSpec() + change.runtimeSpec();
            if (change.refused().isEmpty()) {
                tests.add(dynamicTest(name + " changes what it shall", () -> changesWhatItShall(change)));
            }
            tests.add(dynamicTest(
                    name + (change.refused().isEmpty() ? " is rolled out" : " is refused"),
                    () -> new ChangeStory(test, change, changed(change)).check()));
        }
        return tests.stream();
    }

    private void isAccountedFor(SpecChange what) {
        boolean stated = test.contract.changes().stream().anyMatch(change -> change.what() == what);
        assertThat(stated)
                .as("changes of " + what + ": say where one goes by changing(), or unchanging() if there is none")
                .isNotEqualTo(test.contract.unchanging().contains(what));
    }

    private CacheRequest changed(Change change) {
        CacheRequest sample = test.sample();
        return test.requests.of(
                Described.changed(sample.dataset(), Dataset.class, tree -> merge(tree, change.datasetSpec())),
                Described.changed(
                        sample.runtime(), GenericKubernetesResource.class, tree -> merge(tree, change.runtimeSpec())));
    }

    private static void merge(ObjectNode object, String spec) {
        if (!spec.isEmpty()) {
            merge(object.withObject("/spec"), Serialization.unmarshal(spec, JsonNode.class));
        }
    }

    // As a JSON merge patch, and lists of objects item by item: that is how a user edits a mount.
    private static void merge(JsonNode into, JsonNode change) {
        if (into.isArray()) {
            for (int i = 0; i < change.size(); i++) {
                merge(into.get(i), change.get(i));
            }
            return;
        }
        change.properties().forEach(field -> {
            JsonNode before = into.get(field.getKey());
            boolean inside = before != null
                    && (before.isObject() && field.getValue().isObject()
                            || before.isArray() && field.getValue().size() == before.size());
            if (inside) {
                merge(before, field.getValue());
            } else {
                ((ObjectNode) into).set(field.getKey(), field.getValue());
            }
        });
    }

    private void changesWhatItShall(Change change) {
        CacheRequest after = changed(change);
        assertThat(test.engine.validate(after)).extracting(Problem::message).isEmpty();
        Map<String, HasMetadata> before = applied(test.sample());
        Map<String, HasMetadata> now = applied(after);
        assertThat(now.keySet()).as("objects").isEqualTo(before.keySet());
        Set<Part> replaced = EnumSet.noneOf(Part.class);
        boolean configured = false;
        for (Map.Entry<String, HasMetadata> object : now.entrySet()) {
            JsonNode old = Described.MAPPER.valueToTree(before.get(object.getKey()));
            JsonNode tree = Described.MAPPER.valueToTree(object.getValue());
            IMMUTABLE.forEach(field -> assertThat(tree.at(field))
                    .as(object.getKey() + " " + field + ", which cannot be changed")
                    .isEqualTo(old.at(field)));
            if (!tree.at("/spec/template").equals(old.at("/spec/template"))) {
                replaced.add(part(object.getValue()));
            }
            configured |= object.getValue() instanceof ConfigMap && !tree.equals(old);
            if (object.getValue() instanceof DaemonSet) {
                assertThat(tree.at("/spec/updateStrategy/type").asText())
                        .as("who replaces fuse pods: applications would lose their mounts")
                        .isEqualTo("OnDelete");
            }
        }
        assertThat(replaced).as("parts whose pods change").isEqualTo(change.replaced());
        assertThat(configured || !replaced.isEmpty())
                .as("something is changed by " + change)
                .isTrue();
    }

    private static Part part(HasMetadata object) {
        String component = object.getMetadata().getLabels().get(Labels.COMPONENT);
        return Arrays.stream(Part.values())
                .filter(part -> part.name().toLowerCase(Locale.ROOT).equals(component))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no part of a cache: " + object.getMetadata()));
    }

    /** What the core would apply, by kind and name. */
    private Map<String, HasMetadata> applied(CacheRequest request) {
        LoadedEngine engine = new LoadedEngine(test.descriptor, test.engine, "contract");
        return new FluidManifests(EngineRegistry.of(engine), RuntimeSettings.defaults())
                .of(request.dataset(), request.runtime()).stream()
                        .collect(Collectors.toMap(
                                object -> object.getKind() + " "
                                        + object.getMetadata().getName(),
                                object -> object,
                                (one, other) -> one,
                                LinkedHashMap::new));
    }
}
