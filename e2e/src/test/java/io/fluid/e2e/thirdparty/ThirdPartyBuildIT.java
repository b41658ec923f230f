package io.fluid.e2e.thirdparty;

import io.fluid.testkit.ContractReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever has only what Fluid publishes can build and test an engine. */
class ThirdPartyBuildIT {

    @TempDir
    private Path scratch;

    @Test
    void anEngineIsBuiltAndTestedAgainstPublishedArtifactsOnly() throws IOException {
        ScratchBuild build = new ScratchBuild(ScratchBuild.home(), scratch);

        Path engine = build.engine();

        try (JarFile jar = new JarFile(engine.toFile())) {
            assertThat(jar.stream().map(Object::toString))
                    .contains("META-INF/services/io.fluid.core.spi.CacheEngineProvider")
                    .noneMatch(entry -> entry.startsWith("io/"));
        }
        Path reports = engine.resolveSibling("surefire-reports");
        assertThat(Files.readString(reports.resolve("com.example.httpcache.HttpCacheContractTest.txt")))
                .contains("Failures: 0, Errors: 0")
                .doesNotContain("Tests run: 0");
        ContractReport.read(engine.resolveSibling("contract-report.md"))
                .isIn(ScratchBuild.home().resolve("docs/engines.md"), "HTTP cache (third party)");
        assertThat(build.repository().resolve("io/fluid"))
                .isDirectoryContaining(artifact -> artifact.endsWith("fluid-testkit"))
                .isDirectoryNotContaining(
                        artifact -> artifact.getFileName().toString().startsWith("engine-"));
    }
}
