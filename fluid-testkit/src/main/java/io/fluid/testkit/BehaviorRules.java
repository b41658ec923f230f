package io.fluid.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.core.spi.BacksUpMetadata;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.CleansCache;
import io.fluid.core.spi.CleansNodes;
import io.fluid.core.spi.LoadsData;
import io.fluid.core.spi.MeasuresStorage;
import io.fluid.core.spi.MigratesData;
import io.fluid.core.spi.Problem;
import io.fluid.core.spi.UpdatesMounts;
import io.fluid.testkit.EngineUnderTest.Changes;

import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** For each behaviour: that it works, or that it is absent in the documented way. */
final class BehaviorRules {

    static final String WORKS = "works";

    private static final String VALUE = "value-of-the-contract";
    private static final String SECRET = "secret-of-the-contract";
    private static final String KEY = "key-of-the-contract";

    private final EngineUnderTest test;
    private String refusal = "";

    BehaviorRules(EngineUnderTest test) {
        this.test = test;
    }

    /** Fails unless it is so; gives what a user sees: that it works, or how it is refused. */
    String outcome(EngineBehavior behavior) {
        refusal = behavior.absence();
        check(behavior);
        return test.contract.has(behavior) ? WORKS : refusal;
    }

    void check(EngineBehavior behavior) {
        switch (behavior) {
            case MASTER ->
                component(behavior, test.engine.describe(test.sample()).master() != null);
            case WORKERS ->
                component(behavior, test.engine.describe(test.sample()).worker() != null);
            case HOST_PORTS ->
                component(behavior, !test.engine.ports(test.sample()).isEmpty());
            case LOADS_DATA -> component(behavior, test.engine instanceof LoadsData);
            case MIGRATES_DATA -> component(behavior, test.engine instanceof MigratesData);
            case BACKS_UP_METADATA -> component(behavior, test.engine instanceof BacksUpMetadata);
            case UPDATES_MOUNTS -> component(behavior, test.engine instanceof UpdatesMounts);
            case MEASURES_STORAGE -> component(behavior, test.engine instanceof MeasuresStorage);
            case CLEANS_CACHE ->
                component(behavior, test.engine instanceof CleansCache || test.engine instanceof CleansNodes);
            case SEVERAL_MOUNTS -> acceptsOrRefuses(behavior, test.mounts("/one", "/two"));
            case NATIVE_MOUNTS -> nativeMounts(behavior);
            case MOUNT_OPTIONS ->
                passesOn(
                        behavior,
                        VALUE,
                        test.mount(mount -> mount.putObject("options").put(test.contract.optionName(), VALUE)));
            case SHARED_OPTIONS ->
                passesOn(
                        behavior,
                        VALUE,
                        test.datasetSpec(
                                spec -> spec.putObject("sharedOptions").put(test.contract.optionName(), VALUE)));
            case ENCRYPT_OPTIONS -> secrets(behavior, test.mount(this::encryptOptionsOfMount));
            case SHARED_ENCRYPT_OPTIONS ->
                secrets(
                        behavior,
                        test.datasetSpec(spec -> EngineUnderTest.secret(
                                spec.putArray("sharedEncryptOptions"), test.contract.secretName(), SECRET, KEY)));
            case TIERED_STORE -> tiers(behavior);
        }
    }

    private void component(EngineBehavior behavior, boolean present) {
        assertThat(present).as("has " + behavior).isEqualTo(test.contract.has(behavior));
    }

    private void encryptOptionsOfMount(ObjectNode mount) {
        EngineUnderTest.secret(mount.putArray("encryptOptions"), test.contract.secretName(), SECRET, KEY);
    }

    private void nativeMounts(EngineBehavior behavior) {
        Stream.of("pvc://claim-of-the-contract", "local:///folder-of-the-contract")
                .forEach(mountPoint -> {
                    Changes changes = test.mount(
                            mount -> mount.put("mountPoint", mountPoint).put("name", "native"));
                    passesOn(behavior, mountPoint.substring(mountPoint.indexOf("://") + 3), changes);
                });
    }

    private void passesOn(EngineBehavior behavior, String value, Changes changes) {
        if (acceptsOrRefuses(behavior, changes)) {
            CacheRequest request = changes.on(test.sample());
            assertThat(test.json(request)).as("what the engine describes").contains(value);
            new DescriptionRules(request, test.descriptor, test.engine.describe(request)).check();
        }
    }

    // The reference goes to the pods; nobody on the way can read the value.
    private void secrets(EngineBehavior behavior, Changes changes) {
        if (acceptsOrRefuses(behavior, changes)) {
            CacheRequest request = changes.on(test.sample());
            Described described = Described.of(test.engine.describe(request));
            boolean referenced = described.pods().values().stream()
                    .map(pod -> Described.MAPPER.<JsonNode>valueToTree(pod))
                    .anyMatch(pod -> pod.findValuesAsText("secretName").contains(SECRET)
                            || pod.findValues("secretKeyRef").stream()
                                    .anyMatch(ref -> ref.path("name").asText().equals(SECRET)
                                            && ref.path("key").asText().equals(KEY))
                            || pod.findValues("secret").stream()
                                    .anyMatch(ref -> ref.path("name").asText().equals(SECRET)));
            assertThat(referenced)
                    .as("a pod refers to the secret by volume or secretKeyRef")
                    .isTrue();
            assertThat(described.objects())
                    .as("objects")
                    .noneMatch(object -> object.getKind().equals("Secret"));
        }
    }

    private void tiers(EngineBehavior behavior) {
        Changes changes = test.runtime(tree -> {
            ObjectNode store = tree.withObject("/spec").putObject("tieredstore");
            store.putArray("levels")
                    .addObject()
                    .put("mediumtype", "SSD")
                    .put("path", "/tier-of-the-contract")
                    .put("quota", "7Gi");
        });
        if (acceptsOrRefuses(behavior, changes)) {
            CacheDescription description = test.engine.describe(changes.on(test.sample()));
            assertThat(description.workerDiskBytes()).as("workerDiskBytes").isEqualTo(7L << 30);
            assertThat(Described.of(description).json().toString()).contains("/tier-of-the-contract");
        }
    }

    private boolean acceptsOrRefuses(EngineBehavior behavior, Changes changes) {
        List<Problem> problems = test.engine.validate(changes.on(test.sample()));
        if (test.contract.has(behavior)) {
            assertThat(problems).as("problems with " + behavior).isEmpty();
            return true;
        }
        List<Problem> telling = problems.stream()
                .filter(problem -> problem.field().contains(behavior.refusedField()))
                .toList();
        assertThat(telling)
                .as("without " + behavior + ": refused, not ignored; problems: " + problems)
                .isNotEmpty();
        refusal = telling.get(0).message();
        return false;
    }
}
