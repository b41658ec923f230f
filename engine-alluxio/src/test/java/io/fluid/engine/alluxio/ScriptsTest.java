package io.fluid.engine.alluxio;

import io.fluid.engine.alluxio.AlluxioPlan.UfsMount;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the scripts under {@code sh} with a stand-in for Alluxio that writes down its arguments. */
class ScriptsTest {

    // A stand-in: one line per argument in the log, answers from files.
    private static final String ALLUXIO = """
            #!/bin/sh
            printf '%s\\n' "--" "$@" >>"$FLUID_TEST/log"
            if [ "$2" = mount ] && [ "$#" = 2 ]; then cat "$FLUID_TEST/mounted"; exit 0; fi
            if [ -e "$FLUID_TEST/fail-$2" ]; then cat "$FLUID_TEST/fail-$2"; exit 1; fi
            if [ -e "$FLUID_TEST/answer-$2" ]; then cat "$FLUID_TEST/answer-$2"; fi
            """;
    private static final String ENTRYPOINT = """
            #!/bin/sh
            printf '%s\\n' "entrypoint" "$@" >>"$FLUID_TEST/log"
            [ ! -e "$FLUID_TEST/process-fails" ] || exit 3
            until [ -e "$FLUID_TEST/stop" ]; do sleep 0.05; done
            """;

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void prepare() throws IOException {
        executable("alluxio", ALLUXIO);
        executable("entrypoint", ENTRYPOINT);
        Files.createDirectories(folder.resolve("secrets/keys"));
        Files.createDirectories(folder.resolve("journal"));
        write("properties", "a=b\n");
        write("mounted", "");
        write("mounts", "mount /\nufs s3://bucket\nend\n");
        environment.put("FLUID_TEST", folder.toString());
        environment.put("FLUID_PROPERTIES", path("properties"));
        environment.put("FLUID_SITE", path("site"));
        environment.put("FLUID_MOUNTS", path("mounts"));
        environment.put("FLUID_SECRETS", path("secrets"));
        environment.put("FLUID_JOURNAL", path("journal"));
        environment.put("FLUID_MOUNTED", path("done"));
        environment.put("FLUID_TERMINATION_LOG", path("termination"));
        environment.put("FLUID_ENTRYPOINT", path("entrypoint"));
        environment.put("FLUID_ALLUXIO", path("alluxio"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "with spaces  two",
                "it's",
                "say \"x\" now",
                "$(touch pwned)",
                "`touch pwned`",
                "a;touch pwned",
                "back\\slash\\n",
                "*",
                "-n",
                " leading",
                "a=b=c",
                "#!:",
                "%s",
                "$HOME",
                "&& touch pwned"
            })
    void secretsReachAlluxioAsTheyAre(String secret) throws Exception {
        write("secrets/keys/key", secret);
        write(
                "mounts",
                MountFile.text(List.of(
                        new UfsMount("/", "s3://root", Map.of(), Map.of("s3a.secretKey", "keys/key"), false, false),
                        new UfsMount(
                                "/sub dir",
                                "s3://$(touch pwned)/ü \\ '",
                                Map.of("option", "x; " + secret),
                                Map.of("hidden", "keys/key"),
                                true,
                                true))));

        assertThat(runMaster()).isZero();

        Properties site = new Properties();
        site.load(new StringReader(Files.readString(folder.resolve("site"))));
        assertThat(site).containsEntry("alluxio.master.mount.table.root.option.s3a.secretKey", secret);
        assertThat(site).containsEntry("a", "b");
        assertThat(commands())
                .contains(List.of(
                        "fs",
                        "mount",
                        "--readonly",
                        "--shared",
                        "--option",
                        "option=x; " + secret,
                        "--option",
                        "hidden=" + secret,
                        "/sub dir",
                        "s3://$(touch pwned)/ü \\ '"))
                .contains(List.of("fs", "ls", "-f", "/"), List.of("fs", "ls", "-f", "/sub dir"));
        assertThat(Path.of("pwned")).doesNotExist();
        assertThat(folder.resolve("done")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"two\nlines", "ends\n", "${alluxio.home}", "quote\"", "ümlaut", "tab\t"})
    void secretsThatAlluxioWouldChangeAreRefused(String secret) throws Exception {
        write("secrets/keys/key", secret);
        write("mounts", "mount /\nufs s3://root\nsecret s3a.secretKey keys/key\nend\n");

        assertThat(runMaster()).isEqualTo(1);

        assertThat(termination()).startsWith("secret keys/key: ").doesNotContain(secret);
    }

    @Test
    void aMissingSecretKeyIsTold() throws Exception {
        write("mounts", "mount /\nufs s3://root\nsecret s3a.secretKey keys/none\nend\n");

        assertThat(runMaster()).isEqualTo(1);

        assertThat(termination()).isEqualTo("secret keys/none: no such key");
    }

    @Test
    void aStorageThatCannotBeReadEndsTheContainerWithAlluxiosLastLine() throws Exception {
        write("fail-ls", "properties { key: secret value: 123 }\nSignatureDoesNotMatch: check your key\n");

        assertThat(runMaster()).isEqualTo(1);

        assertThat(termination()).isEqualTo("s3://bucket at / cannot be read: SignatureDoesNotMatch: check your key");
        assertThat(folder.resolve("done")).doesNotExist();
    }

    @Test
    void aMountThatSurvivedARestartIsUpdated() throws Exception {
        write("mounted", "s3://root  on  /  (s3, x)\ns3://bucket/a     on  /a b  (s3, capacity=-1B)\n");
        write("mounts", "mount /a b\nufs s3://bucket/a/\noption k=v\nend\n");

        assertThat(runMaster()).isZero();

        assertThat(commands()).contains(List.of("fs", "updateMount", "--option", "k=v", "/a b"));
    }

    @Test
    void onlyANewJournalIsFormatted() throws Exception {
        assertThat(runMaster()).isZero();
        assertThat(log()).contains("entrypoint\nmaster-only\n").doesNotContain("--no-format");

        Files.delete(folder.resolve("log"));
        Files.delete(folder.resolve("stop"));
        Files.createDirectories(folder.resolve("journal/FileSystemMaster"));
        assertThat(runMaster()).isZero();
        assertThat(log()).contains("entrypoint\nmaster-only\n--no-format\n");
    }

    @Test
    void aMasterThatDiesEndsTheContainer() throws Exception {
        write("process-fails", "");
        write("alluxio", "#!/bin/sh\nexit 1\n");

        assertThat(run(Scripts.MASTER)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/plain", "/with space", "/$(touch pwned)", "/a;b'\"\\c", "/*"})
    void loadPathsReachAlluxioAsTheyAre(String path) throws Exception {
        write(
                "answer-ls",
                "  20  PERSISTED 11-24-2026 02:11:22:000 100% /x y 50%\n  0  DIR 11-24-2026 02:11:22:000  DIR /d 7%\n");
        environment.putAll(Map.of(
                "FLUID_LOAD_METADATA", "true",
                "FLUID_LOAD_COUNT", "1",
                "FLUID_LOAD_PATH_0", path,
                "FLUID_LOAD_REPLICAS_0", "2"));

        assertThat(run(Scripts.LOAD)).isZero();

        assertThat(commands())
                .containsExactly(
                        List.of("fs", "loadMetadata", "-R", "-F", path),
                        List.of("fs", "distributedLoad", "--replication", "2", path),
                        List.of("fs", "ls", "-R", path));
        assertThat(Path.of("pwned")).doesNotExist();
    }

    @Test
    void aLoadThatSkippedFilesFails() throws Exception {
        write("answer-ls", " 20 PERSISTED 11-24-2026 100% /a\n 20 PERSISTED 11-24-2026 0% /b\n");
        environment.putAll(Map.of(
                "FLUID_LOAD_METADATA", "false",
                "FLUID_LOAD_COUNT", "1",
                "FLUID_LOAD_PATH_0", "/",
                "FLUID_LOAD_REPLICAS_0", "1"));

        assertThat(run(Scripts.LOAD)).isEqualTo(1);

        assertThat(termination()).isEqualTo("load of /: only 1 of 2 files are in the cache");
    }

    @Test
    void aLoadOfNothingFails() throws Exception {
        environment.putAll(Map.of(
                "FLUID_LOAD_METADATA", "false",
                "FLUID_LOAD_COUNT", "1",
                "FLUID_LOAD_PATH_0", "/",
                "FLUID_LOAD_REPLICAS_0", "1"));

        assertThat(run(Scripts.LOAD)).isEqualTo(1);

        assertThat(termination()).isEqualTo("load of /: no files there");
    }

    @Test
    void aJobWorkerThatEndsAtOnceIsStartedAgain() throws Exception {
        write("process-fails", "");
        environment.putAll(Map.of("FLUID_PAUSE", "0.05", "FLUID_STEADY", "60"));
        Process process = start(Scripts.JOB_WORKER);
        try {
            while (!Files.exists(folder.resolve("log")) || log().lines().count() < 6) {
                assertThat(process.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
            }
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(log()).startsWith("entrypoint\njob-worker\nentrypoint\njob-worker\n");
    }

    private int runMaster() throws Exception {
        Process process = start(Scripts.MASTER);
        while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
            if (Files.exists(folder.resolve("done"))) {
                write("stop", "");
            }
        }
        return process.exitValue();
    }

    private int run(String script) throws Exception {
        Process process = start(script);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Process start(String script) throws IOException {
        write(script, Scripts.text(script));
        ProcessBuilder builder = new ProcessBuilder("sh", path(script));
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        return builder.start();
    }

    private String termination() throws IOException {
        return Files.readString(folder.resolve("termination"));
    }

    private String log() throws IOException {
        return Files.readString(folder.resolve("log"));
    }

    private List<List<String>> commands() throws IOException {
        List<List<String>> commands = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("log"))) {
            if (line.equals("--")) {
                commands.add(new ArrayList<>());
            } else if (!commands.isEmpty()) {
                commands.get(commands.size() - 1).add(line);
            }
        }
        return commands;
    }

    private void executable(String name, String text) throws IOException {
        write(name, text);
        assertThat(folder.resolve(name).toFile().setExecutable(true)).isTrue();
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }
}
