package io.fluid.engine.jindo;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The scripts as the image's shell runs them, with a stand-in for JindoCache's command line. */
class ScriptsTest {

    /** Writes down its arguments, one per line; says and does what the files beside it want. */
    private static final String STAND_IN = """
            #!/bin/sh
            for word in "$@"; do printf '<%s>' "$word" >>"$CALLS"; done
            echo >>"$CALLS"
            if [ "$1" = -mount ] && [ $# -eq 1 ]; then cat "$TABLE"; fi
            if [ -e "$BROKEN" ] && [ $# -gt 1 ]; then echo 'first line'; cat "$BROKEN"; exit 3; fi
            if [ "$1" = -mount ] && [ $# -gt 1 ]; then printf '%s %s\\n' "$2" "$3" >>"$TABLE"; fi
            exit 0
            """;

    private static final String HOSTILE = "/a b;$(touch x)'\"`id`\\ü";

    @TempDir
    private Path folder;

    private final Map<String, String> inputs = new TreeMap<>();

    @BeforeEach
    void standIn() throws IOException {
        Path program = folder.resolve("jindocache");
        Files.writeString(program, STAND_IN);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        inputs.put("FLUID_JINDO", program.toString());
        inputs.put("FLUID_TERMINATION_LOG", file("termination").toString());
        inputs.put("CALLS", file("calls").toString());
        inputs.put("TABLE", file("table").toString());
        inputs.put("BROKEN", file("broken").toString());
        Files.createFile(file("table"));
    }

    @Test
    void loadsEachPathWithItsOptions() throws Exception {
        loadOf("/train", "2");
        inputs.put("FLUID_PATH_1", HOSTILE);
        inputs.put("FLUID_REPLICAS_1", "1");
        inputs.put("FLUID_COUNT", "2");
        inputs.put("FLUID_METADATA", "true");
        inputs.put("FLUID_MEMORY", "true");
        inputs.put("FLUID_ATOMIC", "true");
        inputs.put("FLUID_FILTER", "*.bin $(id)");

        assertThat(run(Scripts.LOAD)).isZero();

        String common = "<-load><-meta><-data><-m><-atomic><-s><-R><-thread><10><-filter><*.bin $(id)><-replica>";
        assertThat(calls()).containsExactly(common + "<2><jindo:///train>", common + "<1><jindo://" + HOSTILE + ">");
        assertThat(Files.exists(Path.of("x"))).isFalse();
    }

    @Test
    void loadsNothingButMetadata() throws Exception {
        loadOf("/", "1");
        inputs.put("FLUID_METADATA_ONLY", "true");

        assertThat(run(Scripts.LOAD)).isZero();

        assertThat(calls()).containsExactly("<-load><-meta><-s><-R><-thread><10><-replica><1><jindo:///>");
    }

    @Test
    void tellsWhyALoadFailed() throws Exception {
        loadOf("/train", "1");
        Files.writeString(file("broken"), "access denied\n");

        assertThat(run(Scripts.LOAD)).isEqualTo(1);

        assertThat(file("termination")).hasContent("load of /train: access denied");
    }

    @Test
    void mountsWhatIsMissingThenTellsTheCacheSets() throws Exception {
        mountsOf("oss://one/a", "oss://two/" + HOSTILE);
        Files.writeString(file("table"), "/0 oss://one/a\n");

        Process script = start(Scripts.MOUNTS);
        awaitFile(file("mounted"));
        end(script);

        assertThat(calls())
                .startsWith(
                        "<-mount>",
                        "<-mount></1><oss://two/" + HOSTILE + ">",
                        "<-refreshCacheSet><-path></cacheset.xml>");
    }

    @Test
    void mountsAgainWhatARestartedMasterForgot() throws Exception {
        mountsOf("oss://one/a");
        Process script = start(Scripts.MOUNTS);
        awaitFile(file("mounted"));
        Files.writeString(file("table"), "");
        awaitContent(file("table"), "/0 oss://one/a");
        end(script);

        assertThat(calls().stream().filter(call -> call.startsWith("<-mount></0>")))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void aStorageWhoseAddressIsPartOfAnothersIsMountedToo() throws Exception {
        mountsOf("oss://one/data", "oss://one/data2", "oss://one/data");
        Files.writeString(file("table"), "/1\toss://one/data2/\n/old  oss://one/data\n/00  oss://one/data\n");

        Process script = start(Scripts.MOUNTS);
        awaitFile(file("mounted"));
        end(script);

        assertThat(calls()).startsWith("<-mount>", "<-mount></0><oss://one/data>", "<-mount></2><oss://one/data>");
    }

    @Test
    void aPathThatHasAnotherStorageIsToldAndNotTakenForMounted() throws Exception {
        mountsOf("oss://one/a");
        Files.writeString(file("table"), "/0 oss://two/b\n");
        Files.writeString(file("broken"), "Mount point already exists\n");

        assertThat(run(Scripts.MOUNTS)).isEqualTo(1);

        assertThat(file("termination")).hasContent("mount of oss://one/a at /0: Mount point already exists");
        assertThat(file("mounted")).doesNotExist();
    }

    @Test
    void endsWithTheReasonWhenAStorageCannotBeMountedAtFirst() throws Exception {
        mountsOf("oss://one/a");
        Files.writeString(file("broken"), "access denied\n");

        assertThat(run(Scripts.MOUNTS)).isEqualTo(1);

        assertThat(file("termination")).hasContent("mount of oss://one/a at /0: access denied");
        assertThat(file("mounted")).doesNotExist();
    }

    @Test
    void goesOnWhenAStorageCannotBeMountedAgain() throws Exception {
        mountsOf("oss://one/a");
        Process script = start(Scripts.MOUNTS);
        awaitFile(file("mounted"));
        Files.writeString(file("broken"), "access denied\n");
        Files.writeString(file("table"), "");
        awaitContent(file("termination"), "mount of oss://one/a at /0: access denied");
        Files.delete(file("broken"));
        awaitContent(file("table"), "/0 oss://one/a");
        await().atMost(Duration.ofSeconds(10)).until(() -> Files.size(file("termination")) == 0);
        end(script);
    }

    private void loadOf(String path, String replicas) {
        inputs.putAll(Map.of(
                "FLUID_COUNT", "1",
                "FLUID_PATH_0", path,
                "FLUID_REPLICAS_0", replicas,
                "FLUID_METADATA", "false",
                "FLUID_METADATA_ONLY", "false",
                "FLUID_MEMORY", "false",
                "FLUID_ATOMIC", "false",
                "FLUID_FILTER", "",
                "FLUID_THREADS", "10"));
    }

    private void mountsOf(String... storages) {
        inputs.put("FLUID_COUNT", Integer.toString(storages.length));
        for (int i = 0; i < storages.length; i++) {
            inputs.put("FLUID_PATH_" + i, "/" + i);
            inputs.put("FLUID_UFS_" + i, storages[i]);
        }
        inputs.put("FLUID_CACHE_SETS", "/cacheset.xml");
        inputs.put("FLUID_MOUNTED", file("mounted").toString());
        inputs.put("FLUID_PAUSE", "0.1");
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(file("calls"));
    }

    private Process start(String script) throws IOException {
        Path file = file(script);
        Files.writeString(file, Scripts.text(script));
        ProcessBuilder process = new ProcessBuilder("sh", file.toString()).redirectErrorStream(true);
        process.redirectOutput(file("output").toFile());
        process.environment().put("LC_ALL", "C.UTF-8");
        process.environment().putAll(inputs);
        return process.start();
    }

    private int run(String script) throws Exception {
        Process process = start(script);
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static void end(Process script) throws InterruptedException {
        script.destroy();
        assertThat(script.waitFor(10, TimeUnit.SECONDS)).as("ends when told to").isTrue();
    }

    private static void awaitFile(Path file) {
        await().atMost(Duration.ofSeconds(10)).until(() -> Files.exists(file));
    }

    private static void awaitContent(Path file, String text) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Files.exists(file) && Files.readString(file).contains(text));
    }
}
