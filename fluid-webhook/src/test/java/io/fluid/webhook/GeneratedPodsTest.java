package io.fluid.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.webhook.spi.DeniedException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

/** What holds for every pod. The same pods go through a real API server in e2e. */
class GeneratedPodsTest {

    private static final List<String> LISTS = List.of("initContainers", "containers");
    private static final Set<String> DATASETS = Set.of("model", "alpha");

    @Provide
    Arbitrary<ObjectNode> pods() {
        return Arbitraries.oneOf(
                GeneratedPods.withLabel("serverless.fluid.io/inject", "true"),
                GeneratedPods.withLabel("fuse.serverful.fluid.io/inject", "true"));
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void aPodIsMutatedOrDeniedAndMutatingAgainChangesNothing(@ForAll("pods") ObjectNode pod, @ForAll boolean isNative) {
        ObjectNode before = pod.deepCopy();
        Decision decision = admit(pod, isNative);
        assertThat(pod).isEqualTo(before);
        if (decision instanceof Decision.Allowed allowed) {
            ObjectNode mutated = patched(pod, allowed.patch());
            assertThat(admit(mutated, isNative)).isEqualTo(Decision.allow());
        } else {
            assertThat(((Decision.Denied) decision).code()).isEqualTo(Decision.FORBIDDEN);
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void whatWasNotOursIsUntouched(@ForAll("pods") ObjectNode pod, @ForAll boolean isNative) {
        if (!(admit(pod, isNative) instanceof Decision.Allowed allowed)) {
            return;
        }
        ObjectNode mutated = patched(pod, allowed.patch());
        assertThat(mutated.path("metadata").path("generateName"))
                .isEqualTo(pod.path("metadata").path("generateName"));
        pod.at("/metadata/labels")
                .properties()
                .forEach(label -> assertThat(mutated.at("/metadata/labels").path(label.getKey()))
                        .isEqualTo(label.getValue()));
        pod.path("spec").properties().forEach(field -> {
            if (!Set.of("volumes", "initContainers", "containers", "affinity", "imagePullSecrets")
                    .contains(field.getKey())) {
                assertThat(mutated.path("spec").path(field.getKey())).isEqualTo(field.getValue());
            }
        });
        Set<String> volumesOfDatasets = volumesOfDatasets(pod);
        for (JsonNode volume : pod.at("/spec/volumes")) {
            if (!volumesOfDatasets.contains(volume.path("name").asText())) {
                assertThat(named(
                                mutated.at("/spec/volumes"), volume.path("name").asText()))
                        .isEqualTo(volume);
            }
        }
        for (String list : LISTS) {
            List<String> names = new ArrayList<>(Pods.names(mutated.path("spec").path(list)));
            names.retainAll(Pods.names(pod.path("spec").path(list)));
            assertThat(names)
                    .as("order of %s", list)
                    .isEqualTo(Pods.names(pod.path("spec").path(list)));
            for (JsonNode container : pod.path("spec").path(list)) {
                JsonNode now = named(
                        mutated.path("spec").path(list), container.path("name").asText());
                assertThat(withoutMountsOf(now, volumesOfDatasets, pod))
                        .isEqualTo(withoutMountsOf(container, volumesOfDatasets, pod));
                assertThat(now.path("volumeMounts")).hasSameSizeAs(container.path("volumeMounts"));
            }
        }
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void namesStayUniqueAndEveryMountHasItsVolume(@ForAll("pods") ObjectNode pod, @ForAll boolean isNative) {
        if (!(admit(pod, isNative) instanceof Decision.Allowed allowed)) {
            return;
        }
        JsonNode spec = patched(pod, allowed.patch()).path("spec");
        List<String> volumes = Pods.names(spec.path("volumes"));
        assertThat(volumes)
                .doesNotHaveDuplicates()
                .allMatch(name -> name.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?"));
        List<String> containers = new ArrayList<>();
        for (String list : LISTS) {
            containers.addAll(Pods.names(spec.path(list)));
            for (JsonNode container : spec.path(list)) {
                assertThat(volumes).containsAll(Pods.names(container.path("volumeMounts")));
                assertThat(container.path("volumeMounts").findValuesAsText("mountPath"))
                        .doesNotHaveDuplicates();
            }
        }
        assertThat(containers).doesNotHaveDuplicates();
    }

    @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
    void whateverHasTheWrongShapeIsDeniedAndNothingBreaks(
            @ForAll("pods") ObjectNode pod, @ForAll("damages") Damage damage) {
        damage.apply(pod);

        assertThat(admit(pod, true))
                .satisfiesAnyOf(
                        decision -> assertThat(decision).isInstanceOf(Decision.Allowed.class),
                        decision ->
                                assertThat(((Decision.Denied) decision).code()).isEqualTo(Decision.FORBIDDEN));
    }

    @Provide
    Arbitrary<Damage> damages() {
        Arbitrary<JsonNode> values = Arbitraries.of(
                        "7", "x", "[]", "[7]", "{}", "{a: b}", "[{}]", "[[]]", "null", "true")
                .map(yaml -> Pods.value(yaml));
        return Combinators.combine(Arbitraries.integers().between(0, 5_000), values)
                .as(Damage::new);
    }

    /** Puts a value in the place of some node of the tree. */
    record Damage(int place, JsonNode value) {
        void apply(ObjectNode pod) {
            List<Runnable> places = new ArrayList<>();
            collect(pod, places);
            places.get(place % places.size()).run();
        }

        private void collect(JsonNode node, List<Runnable> places) {
            if (node instanceof ObjectNode object) {
                for (var entry : object.properties()) {
                    places.add(() -> object.set(entry.getKey(), value.deepCopy()));
                    collect(entry.getValue(), places);
                }
            } else if (node instanceof ArrayNode array) {
                for (int i = 0; i < array.size(); i++) {
                    int index = i;
                    places.add(() -> array.set(index, value.deepCopy()));
                    collect(array.get(i), places);
                }
            }
        }
    }

    private static Decision admit(ObjectNode pod, boolean isNative) {
        ObjectNode request =
                JsonNodeFactory.instance.objectNode().put("operation", "CREATE").put("namespace", "shop");
        request.putObject("kind").put("group", "").put("kind", "Pod");
        request.set("object", pod);
        PodAdmission admission = new PodAdmission(
                Pods.catalog(), () -> PodAdmissionTest.chains("", isNative), new PodAdmission.Settings(false, ""));
        try {
            return admission.decide(request);
        } catch (DeniedException e) {
            return new Decision.Denied(Decision.FORBIDDEN, String.valueOf(e.getMessage()));
        }
    }

    private static ObjectNode patched(ObjectNode pod, ArrayNode patch) {
        ObjectNode copy = pod.deepCopy();
        for (JsonNode change : patch) {
            assertThat(change.path("op").asText()).isEqualTo("add");
            String path = change.path("path").asText();
            int slash = path.lastIndexOf('/');
            copy.withObject(path.substring(0, slash)).set(path.substring(slash + 1), change.path("value"));
        }
        return copy;
    }

    private static Set<String> volumesOfDatasets(ObjectNode pod) {
        Set<String> names = new HashSet<>();
        for (JsonNode volume : pod.at("/spec/volumes")) {
            if (DATASETS.contains(volume.at("/persistentVolumeClaim/claimName").asText())) {
                names.add(volume.path("name").asText());
            }
        }
        return names;
    }

    /** A container as it was, as far as it may not change: the mounts of datasets, and the hook that the pod asked for. */
    private static JsonNode withoutMountsOf(JsonNode container, Set<String> volumes, ObjectNode pod) {
        ObjectNode copy = container.deepCopy();
        if (pod.at("/metadata/labels").has("app.poststart.fluid.io/inject")) {
            copy.remove("lifecycle");
        }
        ArrayNode mounts = JsonNodeFactory.instance.arrayNode();
        for (JsonNode mount : copy.path("volumeMounts")) {
            if (!volumes.contains(mount.path("name").asText())) {
                mounts.add(mount);
            }
        }
        copy.set("volumeMounts", mounts);
        return copy;
    }

    private static JsonNode named(JsonNode list, String name) {
        for (JsonNode item : list) {
            if (item.path("name").asText().equals(name)) {
                return item;
            }
        }
        return new ObjectMapper().missingNode();
    }
}
