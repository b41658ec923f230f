package io.fluid.engine.juicefs;

import io.fluid.core.spi.EngineSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** JuiceFS's client for Hadoop with addresses that lead nowhere; the scenarios on the cluster count a real volume. */
class HadoopTotalsTest {

    private static final DataVolume VOLUME = new DataVolume(Edition.COMMUNITY, "v", "/a", Map.of(), Map.of(), true);

    @TempDir
    private Path jars;

    @TempDir
    private Path metadata;

    private HadoopTotals totals;

    @BeforeEach
    void linkTheJars() throws IOException {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (entry.endsWith(".jar")) {
                Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
            }
        }
        totals = new HadoopTotals(jars, metadata);
    }

    @Test
    void servesDatasetsWhoseAddressIsThere() throws IOException {
        address("redis://127.0.0.1:1/0");
        assertThat(totals.serves("team", "data")).isTrue();
        assertThat(totals.serves("team", "other")).isFalse();
        Map<String, String> settings =
                Map.of(HadoopTotals.JARS_SETTING, jars.toString(), HadoopTotals.METADATA_SETTING, metadata.toString());
        assertThat(HadoopTotals.from(new EngineSettings(settings))).isNotNull();
        assertThat(HadoopTotals.from(new EngineSettings(Map.of(HadoopTotals.JARS_SETTING, jars.toString()))))
                .isNull();
    }

    @Test
    void tellsWhyTheClientEndedButNotTheAddress() throws IOException {
        address("secret://name:password@somewhere");
        assertThatThrownBy(() -> totals.count("team", "data", VOLUME, Duration.ofMinutes(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Invalid meta driver")
                .hasMessageNotContaining("password");
    }

    @Test
    void tellsNothingOfAnAddressThatIsNoUrl() throws IOException {
        address("redis://:s3#cret@127.0.0.1:1/0");
        assertThatThrownBy(() -> totals.count("team", "data", VOLUME, Duration.ofMinutes(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("percent-encoded")
                .hasMessageNotContaining("s3");
    }

    @Test
    void givesUpAtItsDeadline() throws IOException {
        address("redis://127.0.0.1:1/0");
        assertThatThrownBy(() -> totals.count("team", "data", VOLUME, Duration.ofSeconds(2)))
                .isInstanceOf(IOException.class)
                .hasMessage("counting /a took more than 2s");
        assertThat(children()).isEmpty();
    }

    private void address(String address) throws IOException {
        Files.writeString(metadata.resolve("team.data"), address);
    }

    private static List<String> children() {
        return ProcessHandle.current()
                .children()
                .filter(ProcessHandle::isAlive)
                .map(child -> child.info().commandLine().orElse(""))
                .filter(line -> line.contains(HadoopCount.class.getName()))
                .toList();
    }
}
