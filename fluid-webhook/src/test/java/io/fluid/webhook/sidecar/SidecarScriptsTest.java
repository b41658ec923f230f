package io.fluid.webhook.sidecar;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the scripts that run in pods, with a real fuse client, in namespaces of their own (see node.sh). */
@Timeout(60)
class SidecarScriptsTest {

    private static final Path RESOURCES = Path.of("src", "main", "resources", "io", "fluid", "webhook");
    private static final Path NODE = Path.of("src", "test", "resources", "io", "fluid", "webhook", "node.sh");

    @TempDir
    Path folder;

    private Path finished = Path.of("");
    private String readOnly = "";

    @BeforeEach
    void mounting() throws IOException, InterruptedException {
        Process probe = new ProcessBuilder("unshare", "-m", "-p", "-f", "true").start();
        Assumptions.assumeTrue(probe.waitFor() == 0, "needs the right to make mount namespaces (root)");
        Assumptions.assumeTrue(Files.exists(Path.of("/dev/fuse")), "needs /dev/fuse");
        Assumptions.assumeTrue(
                new ProcessBuilder("which", "bindfs").start().waitFor() == 0, "needs the fuse client bindfs");
    }

    @Test
    void theApplicationSeesTheDataAgainAfterTheClientDied() throws Exception {
        List<String> seen = run(
                "guard",
                "client",
                "shown",
                "application",
                "read",
                "kill-fuse",
                "await-client",
                "hidden",
                "read",
                "client",
                "shown",
                "read",
                "kill-fuse",
                "await-client",
                "hidden",
                "client",
                "shown",
                "read");

        assertThat(seen)
                .containsSubsequence("-- application", "data", "below", "read 0")
                .containsSubsequence("-- hidden", "read 1", "-- client", "-- shown", "data", "below", "read 0")
                .endsWith("data", "below", "read 0", "-- read");
    }

    @Test
    void theApplicationSeesTheDataAgainAfterItsContainerWasKilledWithEverythingInIt() throws Exception {
        assertThat(run("guard", "client", "shown", "application", "kill-client", "hidden", "client", "shown", "read"))
                .endsWith("-- shown", "data", "below", "read 0", "-- read");
    }

    @Test
    void nothingStaysMountedWhenThePodEnds() throws Exception {
        assertThat(run(
                        "guard",
                        "client",
                        "shown",
                        "application",
                        "kill-client",
                        "hidden",
                        "client",
                        "shown",
                        "mounts volume/data",
                        "end-client",
                        "hidden",
                        "mounts exchange/data",
                        "end-guard",
                        "left"))
                .containsSubsequence("2", "-- mounts volume/data")
                .containsSubsequence("client ended with 0", "0", "-- mounts exchange/data")
                .endsWith("guard ended with 0", "-- end-guard", "0", "-- left");
    }

    @Test
    void theGuardClearsUpAloneWhereTheClientWasKilled() throws Exception {
        assertThat(run(
                        "guard",
                        "client",
                        "shown",
                        "kill-client",
                        "end-guard",
                        "mounts volume/data",
                        "mounts exchange/data"))
                .containsSubsequence("0", "-- mounts volume/data")
                .containsSubsequence("0", "-- mounts exchange/data");
    }

    @Test
    void inDefaultModeClientAndGuardEndWhenTheApplicationHasEnded() throws Exception {
        finished = folder.resolve("finished");

        assertThat(run("guard", "client", "shown", "finish", "await-client", "await-guard", "mounts volume/data"))
                .containsSubsequence("client ended with 0", "guard ended with 0", "0", "-- mounts volume/data");
    }

    @Test
    void theClientsOwnExitCodeIsTheContainers() throws Exception {
        assertThat(run("guard", "client false", "await-client")).contains("client ended with 1");
    }

    @Test
    void withoutAMountNothingIsShown() throws Exception {
        assertThat(run("guard", "show-nothing", "client", "shown", "mounts volume/data"))
                .doesNotContain("said shown")
                .containsSubsequence("0", "-- show-nothing")
                .containsSubsequence("1", "-- mounts volume/data");
    }

    @Test
    void nobodyCanWriteThroughAReadOnlyMount() throws Exception {
        readOnly = "true";

        assertThat(run("guard", "client", "shown", "write")).anyMatch(line -> line.contains("Read-only file system"));
        assertThat(folder.resolve("source/new")).doesNotExist();
    }

    @Test
    void theHookWaitsForTheMount() throws Exception {
        assertThat(run("guard", "client", "await-mount", "mounts volume/data"))
                .containsSubsequence("awaited 0", "1", "-- mounts volume/data");
    }

    @Test
    void aMountIsFoundHoweverItsPathIsSpelt() throws Exception {
        List<String> spellings =
                List.of("real", "real//", "link", "link/", "here/real", "a b\\d", "single", "here/single");
        List<String> steps = new ArrayList<>(List.of("spellings"));
        spellings.forEach(path -> steps.add("check " + path));

        List<String> seen = run(steps.toArray(String[]::new));

        assertThat(seen).doesNotContain("checked 1");
        assertThat(Collections.frequency(seen, "checked 0")).isEqualTo(spellings.size());
    }

    @Test
    void aDirectoryWithoutMountIsNamed() throws Exception {
        assertThat(run("check source"))
                .containsSubsequence("no data at " + folder + "/source within ten seconds", "checked 1");
    }

    /** What was printed; the node's processes have ended. */
    private List<String> run(String... steps) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                "unshare",
                "-m",
                "-p",
                "-f",
                "--mount-proc",
                "--propagation",
                "private",
                "--kill-child",
                "sh",
                NODE.toAbsolutePath().toString());
        builder.environment().put("FOLDER", folder.toString());
        builder.environment().put("SCRIPTS", RESOURCES.toAbsolutePath().toString());
        builder.environment().put("FINISHED", finished.toString());
        builder.environment().put("FLUID_READ_ONLY", readOnly);
        Process node = builder.redirectErrorStream(true).start();
        try (var input = node.getOutputStream()) {
            input.write((String.join("\n", steps) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        List<String> lines = new ArrayList<>();
        try (var output = node.inputReader()) {
            output.lines().map(String::strip).forEach(lines::add);
        }
        assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(lines).as("steps %s", Arrays.toString(steps)).noneMatch(line -> line.startsWith("waited in vain"));
        return lines;
    }
}
