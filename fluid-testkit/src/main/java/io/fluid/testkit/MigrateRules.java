package io.fluid.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.api.v1alpha1.DataMigrate;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.JobDescription;
import io.fluid.core.spi.MigratesData;
import org.junit.jupiter.api.DynamicTest;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** What holds for every engine that copies data. */
final class MigrateRules {

    private static final String DATASET =
            "{dataset: {name: " + EngineRequests.NAME + ", namespace: " + EngineRequests.NAMESPACE + "}}";
    private static final String STORAGE = "{externalStorage: {uri: 's3://bucket.storage.example/folder'}}";

    // Each puts a text into one place of a migration.
    private static final List<BiConsumer<ObjectNode, String>> PLACES = List.of(
            (tree, text) -> tree.withObject("/spec/to/dataset").put("path", "/" + text),
            (tree, text) -> tree.withObject("/spec/from/externalStorage").put("uri", "s3://bucket.example/" + text),
            (tree, text) -> tree.withObject("/spec/options").put("threads", text));

    private MigrateRules() {}

    static Stream<DynamicTest> tests(MigratesData engine, CacheRequest request, EngineRequests requests) {
        DataMigrate in = requests.migrate("from: " + STORAGE + "\nto: " + DATASET);
        DataMigrate out = requests.migrate("from: " + DATASET + "\nto: " + STORAGE);
        return Stream.of(
                dynamicTest("a migration into the dataset is described", () -> isDescribed(engine, request, in)),
                dynamicTest("a migration out of the dataset is described", () -> isDescribed(engine, request, out)),
                dynamicTest(
                        "the same migration gives the same bytes",
                        () -> assertThat(Described.of(engine.describeMigrate(request, in))
                                        .json())
                                .isEqualTo(Described.of(engine.describeMigrate(request, in))
                                        .json())),
                dynamicTest("what users write is only text", () -> isOnlyText(engine, request, in)));
    }

    private static void isDescribed(MigratesData engine, CacheRequest request, DataMigrate migrate) {
        assertThat(engine.validateMigrate(request, migrate))
                .as("problems of the migration")
                .isEmpty();
        JobDescription description = engine.describeMigrate(request, migrate);
        LoadRules.runsInAPodThatEnds(description.resources(), description.pod());
    }

    private static void isOnlyText(MigratesData engine, CacheRequest request, DataMigrate sample) {
        for (BiConsumer<ObjectNode, String> place : PLACES) {
            for (String payload : HostileText.PAYLOADS) {
                DataMigrate migrate = Described.changed(sample, DataMigrate.class, tree -> place.accept(tree, payload));
                if (engine.validateMigrate(request, migrate).isEmpty()) {
                    HostileText.isOnlyText(Described.of(engine.describeMigrate(request, migrate)));
                }
            }
        }
    }
}
