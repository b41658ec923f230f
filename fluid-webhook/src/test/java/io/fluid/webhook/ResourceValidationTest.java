package io.fluid.webhook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.core.engine.EngineRegistry;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.runtime.RuntimeRules;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheEngineProvider;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.ClusterFacts;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.EngineSettings;
import io.fluid.core.spi.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class ResourceValidationTest {

    private static final String GOOD = "spec: {mounts: [{mountPoint: 's3://bucket/a', name: a}]}";
    private static final String BAD = "spec: {mounts: [{mountPoint: 'bucket', name: a}]}";

    private final FakeReads cluster = new FakeReads();
    private final ResourceValidation validation = new ResourceValidation(
            cluster,
            () -> new RuntimeRules(
                    EngineRegistry.of(new LoadedEngine(Picky.DESCRIPTOR, new Picky(), "test")),
                    ClusterFacts.defaults()));

    @Test
    void aDatasetThatCanNeverWorkIsRefusedWithFieldValueAndWhatIsAccepted() {
        assertThat(create("Dataset", "model", GOOD)).isEqualTo(Decision.allow());
        assertThat(refusal(create("Dataset", "model", BAD)))
                .isEqualTo("Dataset.spec.mounts[0].mountPoint: \"bucket\" is not accepted; expected scheme://path, "
                        + "for example s3://bucket/folder");
        assertThat(refusal(create("Dataset", "1model", GOOD))).contains("Dataset.metadata.name", "\"1model\"");
        assertThat(((Decision.Denied) create("Dataset", "model", BAD)).code()).isEqualTo(422);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DataLoad    | spec: {dataset: {name: model}}                                     |
            DataLoad    | spec: {dataset: {name: ''}}                                        | DataLoad.spec.dataset.name
            DataLoad    | spec: {dataset: {name: model, namespace: other}}                   | DataLoad.spec.dataset.namespace
            DataLoad    | spec: {dataset: {name: model}, policy: Cron}                       | DataLoad.spec.schedule
            DataLoad    | spec: {dataset: {name: model}, policy: Often}                      | DataLoad.spec.policy
            DataLoad    | spec: {dataset: {name: model}, runAfter: {kind: Job, name: x}}     | DataLoad.spec.runAfter.kind
            DataLoad    | spec: {dataset: {name: model}, runAfter: {kind: DataLoad, name: it}} | DataLoad.spec.runAfter.name
            DataBackup  | spec: {dataset: model, backupPath: 'pvc://claim/a'}                |
            DataBackup  | spec: {dataset: model, backupPath: /a}                             | DataBackup.spec.backupPath
            DataMigrate | spec: {from: {dataset: {name: model}}}                             | DataMigrate.spec.to
            DataProcess | spec: {dataset: {name: model, mountPath: /data}, processor: {}}    | DataProcess.spec.processor
            """)
    void operationsAreHeldToTheRulesOfTheirReconciler(String kind, String spec, String field) {
        Decision decision = create(kind, "it", spec);

        if (field == null) {
            assertThat(decision).isEqualTo(Decision.allow());
        } else {
            assertThat(refusal(decision)).contains(field);
        }
    }

    @Test
    void aRuntimeIsHeldToTheRulesOfItsEngineOnceItsDatasetIsThere() {
        assertThat(create("PickyRuntime", "model", "spec: {taste: bad}")).isEqualTo(Decision.allow());

        cluster.liveDatasets.put("shop/model", FakeReads.dataset("shop", "model", "NotBound", "s3://b"));
        assertThat(refusal(create("PickyRuntime", "model", "spec: {taste: bad}")))
                .isEqualTo("PickyRuntime.spec.taste: \"bad\" is not accepted; expected good");
        assertThat(create("PickyRuntime", "model", "spec: {taste: good}")).isEqualTo(Decision.allow());
    }

    @Test
    void whatIsWrongWithTheDatasetOfARuntimeIsAWarning() {
        cluster.datasets.put("shop/model", FakeReads.dataset("shop", "model", "NotBound", "nfs://b"));

        assertThat(warnings(create("PickyRuntime", "model", "spec: {taste: good}")))
                .singleElement()
                .asString()
                .startsWith("Dataset.spec.mounts[0]");
    }

    @Test
    void aRuntimeWhoseEngineIsNotAtHandIsOnlyAskedForItsName() {
        assertThat(create("ThinRuntime", "model", "spec: {anything: 1}")).isEqualTo(Decision.allow());
        assertThat(refusal(create("ThinRuntime", "a.b", "spec: {}"))).contains("ThinRuntime.metadata.name");
    }

    @Test
    void aRuntimeWhoseEngineCannotBeMadeIsAllowedWithAWarning() {
        CacheEngineProvider misconfigured = new CacheEngineProvider() {
            @Override
            public EngineDescriptor descriptor() {
                return Picky.DESCRIPTOR;
            }

            @Override
            public CacheEngine create(EngineSettings settings) {
                throw new IllegalArgumentException("TASTE: \"odd\" is not accepted; expected good");
            }
        };
        ResourceValidation other = new ResourceValidation(
                cluster,
                () -> new RuntimeRules(
                        EngineRegistry.of(new EngineSettings(Map.of()), misconfigured), ClusterFacts.defaults()));

        assertThat(warnings(other.decide(request("CREATE", "PickyRuntime", "model", "spec: {taste: bad}"))))
                .singleElement()
                .asString()
                .startsWith("not validated: cannot start the engine ")
                .endsWith("TASTE: \"odd\" is not accepted; expected good");
        assertThat(other.decide(request("CREATE", "ThinRuntime", "model", "spec: {}")))
                .isEqualTo(Decision.allow());
    }

    @Test
    void aBadObjectThatIsStoredAlreadyCanBeDeletedFinalizedAndRepaired() {
        ObjectNode deleted = request("UPDATE", "Dataset", "model", BAD + "\nx: 1");
        deleted.withObject("/object/metadata").put("deletionTimestamp", "2026-01-01T00:00:00Z");
        deleted.set("oldObject", Pods.tree("metadata: {name: model}\n" + GOOD));
        assertThat(validation.decide(deleted)).isEqualTo(Decision.allow());

        ObjectNode finalizer = request("UPDATE", "Dataset", "model", BAD);
        finalizer.set("oldObject", Pods.tree("metadata: {name: model, finalizers: [f]}\n" + BAD));
        assertThat(validation.decide(finalizer)).isEqualTo(Decision.allow());

        ObjectNode partly = request(
                "UPDATE", "Dataset", "model", "spec: {placement: Shared, mounts: [{mountPoint: 'bucket', name: a}]}");
        partly.set("oldObject", Pods.tree("metadata: {name: model}\n" + BAD));
        assertThat(warnings(validation.decide(partly)))
                .singleElement()
                .asString()
                .contains("mountPoint");

        ObjectNode worse = request(
                "UPDATE", "Dataset", "model", "spec: {placement: Nowhere, mounts: [{mountPoint: 'bucket', name: a}]}");
        worse.set("oldObject", Pods.tree("metadata: {name: model}\n" + BAD));
        assertThat(refusal(validation.decide(worse))).contains("placement").doesNotContain("mountPoint");

        ObjectNode deletion = request("DELETE", "Dataset", "model", BAD);
        assertThat(validation.decide(deletion)).isEqualTo(Decision.allow());
        ObjectNode status = request("UPDATE", "Dataset", "model", BAD).put("subResource", "status");
        assertThat(validation.decide(status)).isEqualTo(Decision.allow());
    }

    @Test
    void otherGroupsAreNotJudged() {
        ObjectNode other = request("CREATE", "Dataset", "1", BAD);
        other.withObject("/kind").put("group", "example.com");

        assertThat(validation.decide(other)).isEqualTo(Decision.allow());
    }

    @Test
    void whatCannotBeDecidedIsAllowedWithAWarning() {
        assertThat(warnings(validation.undecided(500, "no answer"))).containsExactly("not validated: no answer");
    }

    private Decision create(String kind, String name, String spec) {
        return validation.decide(request("CREATE", kind, name, spec));
    }

    private static ObjectNode request(String operation, String kind, String name, String spec) {
        ObjectNode request = JsonNodeFactory.instance
                .objectNode()
                .put("operation", operation)
                .put("namespace", "shop");
        request.putObject("kind")
                .put("group", "data.fluid.io")
                .put("version", "v1alpha1")
                .put("kind", kind);
        request.set(
                "object",
                Pods.tree("apiVersion: data.fluid.io/v1alpha1\nkind: " + kind + "\nmetadata: {name: " + name
                        + ", namespace: shop}\n" + spec));
        return request;
    }

    private static String refusal(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Denied.class);
        return ((Decision.Denied) decision).reason();
    }

    private static List<String> warnings(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Allowed.class);
        return ((Decision.Allowed) decision).warnings();
    }

    /** An engine that looks at one field of its runtime and one of the Dataset. */
    private static final class Picky implements CacheEngine {

        static final EngineDescriptor DESCRIPTOR =
                new EngineDescriptor("PickyRuntime", "picky", Set.of(), "data.fluid.io", "v1alpha1", "pickyruntimes");

        @Override
        public List<Problem> validate(CacheRequest request) {
            if (!request.dataset().getSpec().mounts().get(0).mountPoint().startsWith("s3:")) {
                return List.of(new Problem("Dataset.spec.mounts[0].mountPoint", "", "s3"));
            }
            String taste = String.valueOf((Object) request.runtime().get("spec", "taste"));
            return taste.equals("good") ? List.of() : List.of(new Problem("PickyRuntime.spec.taste", taste, "good"));
        }

        @Override
        public CacheDescription describe(CacheRequest request) {
            throw new AssertionError("validation describes nothing");
        }

        @Override
        public CacheUsage report(CacheRequest request, Duration deadline) {
            throw new AssertionError("validation asks no cache");
        }
    }
}
