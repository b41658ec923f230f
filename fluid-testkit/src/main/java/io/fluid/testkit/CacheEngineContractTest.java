package io.fluid.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheEngineProvider;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.ClusterFacts;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.LoadsData;
import io.fluid.core.spi.MigratesData;
import io.fluid.core.spi.PortClaim;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static io.fluid.testkit.Described.changed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/**
 * What every cache engine keeps. The author of an engine extends this class in his tests:
 *
 * <pre>{@code
 * class MyContractTest extends CacheEngineContractTest {
 *     @Override
 *     protected EngineContract contract() {
 *         return EngineContract.of(new MyEngineProvider(), "mounts: [{mountPoint: 's3://bucket'}]", "replicas: 2")
 *                 .variant("without workers", "mounts: [{mountPoint: 's3://bucket'}]", "replicas: 0")
 *                 .without(EngineBehavior.MASTER, EngineBehavior.HOST_PORTS)
 *                 .changing(SpecChange.PROPERTIES, "cacheGi: 2", Part.WORKER)
 *                 .unchanging(SpecChange.IMAGE, SpecChange.VOLUMES);
 *     }
 * }
 * }</pre>
 *
 * No cluster is needed, and nothing is started.
 */
public abstract class CacheEngineContractTest {

    private static final int LONG_NAME = 37;
    private static final int THREADS = 8;

    private EngineUnderTest test;
    private EngineContract contract;
    private CacheEngine engine;
    private EngineDescriptor descriptor;

    /** What the test has to know of the engine. */
    protected abstract EngineContract contract();

    @BeforeEach
    final void makeTheEngine() {
        contract = contract();
        test = new EngineUnderTest(contract);
        engine = test.engine;
        descriptor = test.descriptor;
    }

    // Who the engine is.

    @Test
    final void itsNamesCanBePartOfKubernetesNames() {
        assertThat(descriptor.runtimeType()).matches("[a-z]([-a-z0-9]{0,18}[a-z0-9])?");
        assertThat(descriptor.runtimeKind()).matches("[A-Z][A-Za-z0-9]*");
        assertThat(descriptor.plural()).isEqualTo(descriptor.plural().toLowerCase(Locale.ROOT));
        assertThat(descriptor.group()).contains(".");
        assertThat(contract.provider().descriptor())
                .as("descriptor, asked again")
                .isEqualTo(descriptor);
    }

    @Test
    final void theServiceLoaderFindsIt() {
        assertThat(ServiceLoader.load(CacheEngineProvider.class))
                .as("META-INF/services/" + CacheEngineProvider.class.getName())
                .hasAtLeastOneElementOfType(contract.provider().getClass());
    }

    // What it describes.

    @TestFactory
    final Stream<DynamicTest> whatItDescribesCanBeApplied() {
        return eachSample(request -> new DescriptionRules(request, descriptor, engine.describe(request)).check());
    }

    @TestFactory
    final Stream<DynamicTest> theSameRequestGivesTheSameBytes() {
        return eachSample(request -> {
            String once = test.json(request);
            CacheEngine another = contract.provider().create(contract.settings());
            Locale locale = Locale.getDefault();
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            try {
                assertThat(test.json(request))
                        .as("described again, in another locale")
                        .isEqualTo(once);
                assertThat(Described.of(another.describe(request)).json().toString())
                        .as("described by another engine object")
                        .isEqualTo(once);
            } finally {
                Locale.setDefault(locale);
            }
            assertThat(IntStream.range(0, THREADS).parallel().mapToObj(i -> test.json(request)))
                    .as("described by several threads")
                    .containsOnly(once);
        });
    }

    @TestFactory
    final Stream<DynamicTest> theRequestIsLeftAsItWas() {
        return eachSample(request -> {
            JsonNode dataset = Described.MAPPER.valueToTree(request.dataset());
            JsonNode runtime = Described.MAPPER.valueToTree(request.runtime());
            engine.validate(request);
            engine.ports(request);
            engine.describe(request);
            assertThat(Described.MAPPER.<JsonNode>valueToTree(request.dataset()))
                    .isEqualTo(dataset);
            assertThat(Described.MAPPER.<JsonNode>valueToTree(request.runtime()))
                    .isEqualTo(runtime);
        });
    }

    @TestFactory
    final Stream<DynamicTest> fieldsThatItDoesNotKnowChangeNothing() {
        return eachSample(request -> {
            CacheRequest newer = test.requests.of(
                    changed(request.dataset(), Dataset.class, tree -> fromTheFuture(tree.withObject("/spec"))),
                    changed(request.runtime(), GenericKubernetesResource.class, tree -> {
                        fromTheFuture(tree.withObject("/spec"));
                        tree.path("spec").forEach(field -> {
                            if (field instanceof ObjectNode && field.has("image")) {
                                fromTheFuture((ObjectNode) field);
                            }
                        });
                    }));
            assertThat(engine.validate(newer)).isEmpty();
            assertThat(test.json(newer)).isEqualTo(test.json(request));
        });
    }

    @TestFactory
    final Stream<DynamicTest> emptyPartsAreAsAbsentOnes() {
        return eachSample(request -> {
            CacheRequest written = test.requests.of(
                    request.dataset(), changed(request.runtime(), GenericKubernetesResource.class, tree -> {
                        ObjectNode spec = tree.withObject("/spec");
                        CacheRequest.PARTS.stream()
                                .filter(part -> !spec.has(part))
                                .forEach(part -> spec.putObject(part).putObject("resources"));
                        spec.at("/tieredstore/levels").forEach(level -> {
                            if (!level.has("volumeSource")) {
                                ((ObjectNode) level).putObject("volumeSource");
                            }
                        });
                    }));
            assertThat(engine.validate(written)).isEmpty();
            assertThat(test.json(written)).isEqualTo(test.json(request));
        });
    }

    private static void fromTheFuture(ObjectNode node) {
        node.put("fieldOfANewerRelease", true)
                .putObject("structOfANewerRelease")
                .put("x", 1);
    }

    @Test
    final void twoCachesOfANamespaceShareNoObject() {
        List<String> first = names(test.request("model"));
        List<String> second = names(test.request("model-2"));
        assertThat(first).doesNotContainAnyElementsOf(second);
    }

    @Test
    final void longNamesAreServed() {
        // What is longer than the engine's own parts of names allow, the core refuses.
        CacheRequest request = test.request("n".repeat(LONG_NAME));
        assertThat(engine.validate(request)).isEmpty();
        new DescriptionRules(request, descriptor, engine.describe(request)).check();
    }

    @Test
    final void theMountRootOfTheInstallationHolds() {
        CacheRequest sample = test.sample();
        CacheRequest moved = test.requests.allocated(new CacheRequest(
                sample.dataset(), sample.runtime(), new ClusterFacts("/elsewhere/mnt", List.of(), true), Map.of()));
        assertThat(engine.describe(moved).fuse().mountPath()).startsWith("/elsewhere/mnt/");
        assertThat(test.json(moved)).doesNotContain(ClusterFacts.DEFAULT_MOUNT_ROOT);
    }

    @Test
    final void moreWorkersLeaveTheOthersAlone() {
        CacheRequest sample = test.sample();
        CacheDescription before = engine.describe(sample);
        if (before.worker() == null) {
            assertThat(contract.has(EngineBehavior.WORKERS)).as("has WORKERS").isFalse();
            return;
        }
        int replicas = before.worker().getSpec().getReplicas();
        CacheRequest scaled =
                test.with(sample, runtime -> runtime.withObject("/spec").put("replicas", replicas + 2));
        assertThat(engine.validate(scaled)).isEmpty();
        CacheDescription after = engine.describe(scaled);
        StatefulSet workers = Objects.requireNonNull(after.worker(), "worker");
        assertThat(workers.getSpec().getReplicas()).isEqualTo(replicas + 2);
        assertThat(workers.getSpec().getTemplate())
                .as("the template of the workers: a change would restart them all")
                .isEqualTo(before.worker().getSpec().getTemplate());
        assertThat(after.fuse()).as("the fuse, which applications use").isEqualTo(before.fuse());
    }

    // Ports.

    @TestFactory
    final Stream<DynamicTest> portsAreClaimedInAStableOrder() {
        return eachSample(request -> {
            List<PortClaim> claims = engine.ports(request);
            assertThat(engine.ports(request)).isEqualTo(claims);
            assertThat(claims).extracting(PortClaim::name).doesNotHaveDuplicates();
            if (!contract.has(EngineBehavior.HOST_PORTS)) {
                assertThat(claims).as("without HOST_PORTS").isEmpty();
            }
        });
    }

    @Test
    final void onlyTheAllocatedPortsAreUsed() {
        CacheRequest sample = test.sample();
        if (!contract.has(EngineBehavior.HOST_PORTS)) {
            assertThat(engine.ports(sample)).as("without HOST_PORTS").isEmpty();
            return;
        }
        assertThat(engine.ports(sample)).as("with HOST_PORTS").isNotEmpty();
        Map<String, Integer> other = new HashMap<>();
        sample.ports().forEach((name, port) -> other.put(name, port + 3000));
        engine.ports(sample).stream()
                .filter(claim -> claim.fixed().isPresent())
                .forEach(claim -> other.put(claim.name(), claim.fixed().getAsInt()));
        CacheRequest moved = new CacheRequest(sample.dataset(), sample.runtime(), sample.cluster(), other);
        new DescriptionRules(moved, descriptor, engine.describe(moved)).check();
    }

    // What it refuses.

    @TestFactory
    final Stream<DynamicTest> badInputIsRefusedWithTheFieldItsValueAndWhatWouldBeAccepted() {
        return new RefusalRules(test).tests();
    }

    @TestFactory
    final Stream<DynamicTest> textOfUsersIsOnlyText() {
        return new TextRules(test).tests();
    }

    // What it may or may not do.

    @TestFactory
    final Stream<DynamicTest> eachBehaviorWorksOrIsAbsentAsDocumented() {
        BehaviorRules rules = new BehaviorRules(test);
        return Stream.of(EngineBehavior.values())
                .map(behavior -> dynamicTest(
                        (contract.has(behavior) ? "with " : "without ") + behavior, () -> rules.check(behavior)));
    }

    /** For people: {@code target/contract-report.md} has what works and what is refused, in which words. */
    @Test
    final void aReportTellsWhatWorksAndWhatIsRefused() {
        ContractReport report = ContractReport.of(contract);
        report.write(ContractReport.DEFAULT_FILE);
        assertThat(ContractReport.read(ContractReport.DEFAULT_FILE).outcomes()).isEqualTo(report.outcomes());
    }

    @TestFactory
    final Stream<DynamicTest> loadsRunInPodsThatEnd() {
        if (!(engine instanceof LoadsData)) {
            assertThat(contract.has(EngineBehavior.LOADS_DATA))
                    .as("has LOADS_DATA")
                    .isFalse();
            return Stream.empty();
        }
        return LoadRules.tests((LoadsData) engine, test.sample(), test.requests, contract.load());
    }

    @TestFactory
    final Stream<DynamicTest> migrationsRunInPodsThatEnd() {
        if (!(engine instanceof MigratesData)) {
            assertThat(contract.has(EngineBehavior.MIGRATES_DATA))
                    .as("has MIGRATES_DATA")
                    .isFalse();
            return Stream.empty();
        }
        return MigrateRules.tests((MigratesData) engine, test.sample(), test.requests);
    }

    @Test
    final void aDatasetLivesFromBoundToGone() throws Exception {
        new LifeRules(test).check();
    }

    @TestFactory
    final Stream<DynamicTest> changesReachTheRunningCacheOrAreRefused() {
        return new ChangeRules(test).tests();
    }

    @TestFactory
    final Stream<DynamicTest> aCacheThatDoesNotAnswerIsReportedInTime() {
        return UnansweredRules.tests(engine, test.sample());
    }

    private List<String> names(CacheRequest request) {
        List<String> names = new ArrayList<>();
        Described.of(engine.describe(request))
                .objects()
                .forEach(object ->
                        names.add(object.getKind() + " " + object.getMetadata().getName()));
        assertThat(new HashSet<>(names)).hasSameSizeAs(names);
        return names;
    }

    private Stream<DynamicTest> eachSample(Consumer<CacheRequest> rule) {
        return contract.samples().stream()
                .map(sample -> dynamicTest(sample.name(), () -> {
                    CacheRequest request = test.requests.of(sample.datasetSpec(), sample.runtimeSpec());
                    assertThat(engine.validate(request)).as("problems").isEmpty();
                    rule.accept(request);
                }));
    }
}
