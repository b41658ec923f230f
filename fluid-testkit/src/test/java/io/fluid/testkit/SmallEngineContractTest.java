package io.fluid.testkit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The report says what the engine does, and a contract that claims more does not pass. */
class SmallEngineContractTest {

    private static final EngineContract CONTRACT = EngineContract.of(
                    new SmallEngineProvider(), "mounts: [{mountPoint: 's3://bucket'}]", "replicas: 1")
            .without(
                    EngineBehavior.MASTER,
                    EngineBehavior.HOST_PORTS,
                    EngineBehavior.MIGRATES_DATA,
                    EngineBehavior.BACKS_UP_METADATA,
                    EngineBehavior.MEASURES_STORAGE,
                    EngineBehavior.CLEANS_CACHE,
                    EngineBehavior.UPDATES_MOUNTS,
                    EngineBehavior.NATIVE_MOUNTS,
                    EngineBehavior.MOUNT_OPTIONS,
                    EngineBehavior.SHARED_OPTIONS,
                    EngineBehavior.ENCRYPT_OPTIONS,
                    EngineBehavior.SHARED_ENCRYPT_OPTIONS,
                    EngineBehavior.TIERED_STORE);

    @Test
    void theReportHasTheWordsOfTheRefusalAndIsHeldToADocument(@TempDir Path folder) throws IOException {
        ContractReport report = ContractReport.of(CONTRACT);
        assertThat(report.outcomes())
                .containsEntry(EngineBehavior.WORKERS, "works")
                .containsEntry(EngineBehavior.MASTER, "none")
                .containsEntry(
                        EngineBehavior.NATIVE_MOUNTS,
                        "Dataset.spec.mounts[0].mountPoint: \"local:///folder-of-the-contract\" is not accepted; expected "
                                + "s3://bucket");

        Path document = folder.resolve("engines.md");
        Files.writeString(document, """
                before
                <!-- contract report: begin -->
                | behaviour | Small | Other |
                |---|---|---|
                | MASTER | works | works |
                <!-- contract report: end -->
                after
                """);
        assertThatThrownBy(() -> report.isIn(document, "Small"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("contract.update");
        System.setProperty("contract.update", "true");
        try {
            report.isIn(document, "Small");
        } finally {
            System.clearProperty("contract.update");
        }
        report.isIn(document, "Small");
        assertThat(Files.readAllLines(document))
                .startsWith("before")
                .contains("| MASTER | none | works |", "| WORKERS | works |  |")
                .endsWith("after");
    }

    @Test
    void aContractThatClaimsTooMuchFailsAtTheBehaviour() {
        EngineContract boastful =
                EngineContract.of(new SmallEngineProvider(), "mounts: [{mountPoint: 's3://bucket'}]", "replicas: 1");

        assertThatThrownBy(() -> ContractReport.of(boastful))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("has MASTER");
    }

    @Test
    void aFieldThatIsIgnoredInSilenceFails() {
        EngineContract silent = CONTRACT.without(EngineBehavior.SEVERAL_MOUNTS);

        assertThatThrownBy(() -> ContractReport.of(silent))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("without SEVERAL_MOUNTS: refused, not ignored");
    }
}
