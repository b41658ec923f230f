package io.fluid.testkit;

import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.LoadsData;
import io.fluid.core.spi.Problem;
import io.fluid.testkit.EngineUnderTest.Changes;
import org.junit.jupiter.api.DynamicTest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** Hostile text in every place for text of users is refused, or reaches the cache as text. */
final class TextRules {

    private final EngineUnderTest test;

    TextRules(EngineUnderTest test) {
        this.test = test;
    }

    Stream<DynamicTest> tests() {
        Map<String, Consumer<String>> places = new LinkedHashMap<>();
        places.put(
                "mountPoint",
                text -> isOnlyText(test.mount(mount ->
                        mount.put("mountPoint", mount.path("mountPoint").asText() + "/" + text))));
        places.put("mount name", text -> isOnlyText(test.mount(mount -> mount.put("name", text))));
        places.put("mount path", text -> isOnlyText(test.mount(mount -> mount.put("path", "/" + text))));
        places.put(
                "mount option",
                text -> isOnlyText(
                        test.mount(mount -> mount.putObject("options").put(test.contract.optionName(), text))));
        places.put(
                "name of a mount option",
                text -> isOnlyText(
                        test.mount(mount -> mount.putObject("options").put(text, "value"))));
        places.put(
                "shared option",
                text -> isOnlyText(test.datasetSpec(
                        spec -> spec.putObject("sharedOptions").put(test.contract.optionName(), text))));
        places.put(
                "secret option",
                text -> isOnlyText(test.mount(
                        mount -> EngineUnderTest.secret(mount.putArray("encryptOptions"), text, "store", "key"))));
        places.put(
                "name of a secret",
                text -> isOnlyText(test.mount(mount -> EngineUnderTest.secret(
                        mount.putArray("encryptOptions"), test.contract.secretName(), text, "key"))));
        places.put(
                "key of a secret",
                text -> isOnlyText(test.mount(mount -> EngineUnderTest.secret(
                        mount.putArray("encryptOptions"), test.contract.secretName(), "store", text))));
        test.contract
                .textFields()
                .forEach(pointer -> places.put(
                        pointer,
                        text -> isOnlyText(test.runtime(tree -> {
                            int last = pointer.lastIndexOf('/');
                            tree.withObject(pointer.substring(0, last)).put(pointer.substring(last + 1), text);
                        }))));
        return places.entrySet().stream()
                .map(place -> dynamicTest(place.getKey(), () -> HostileText.PAYLOADS.forEach(place.getValue())));
    }

    private void isOnlyText(Changes changes) {
        CacheRequest request = changes.on(test.sample());
        List<Problem> problems = test.problems(request);
        assertThat(problems).allSatisfy(test::isHelpful);
        if (problems.isEmpty()) {
            CacheRequest allocated = test.requests.allocated(request);
            CacheDescription description = test.engine.describe(allocated);
            new DescriptionRules(allocated, test.descriptor, description).check();
            HostileText.isOnlyText(Described.of(description));
            if (test.engine instanceof LoadsData) {
                LoadsData loader = (LoadsData) test.engine;
                HostileText.isOnlyText(
                        Described.of(loader.describeLoad(allocated, test.requests.load(test.contract.load()))));
            }
        }
    }
}
