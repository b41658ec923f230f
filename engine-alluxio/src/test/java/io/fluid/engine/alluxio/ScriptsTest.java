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
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** Runs the scripts under {@code sh} with a stand-in for Alluxio that writes down its arguments. */
class ScriptsTest {

    // A stand-in: one line per argument in the log, answers from files, a list of what is mounted.
    private static final String ALLUXIO = """
            #!/bin/sh
            printf '%s\\n' "--" "$@" >>"$FLUID_TEST/log"
            if [ "$2" = mount ] && [ "$#" = 2 ]; then cat "$FLUID_TEST/mounted"; exit 0; fi
            for argument; do before=${last-}; last=$argument; done
            if [ "$2" = mount ] && { [ ! -e "$FLUID_TEST/fail-mount" ] || [ -e "$FLUID_TEST/faster" ]; }; then
              printf '%s     on  %s   (s3, capacity=-1B)\\n' "$last" "$before" >>"$FLUID_TEST/mounted"
            fi
            if [ "$2" = unmount ]; then
              grep -v -F "  on  $3   (" "$FLUID_TEST/mounted" >"$FLUID_TEST/left"
              mv "$FLUID_TEST/left" "$FLUID_TEST/mounted"
            fi
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
        write(Scripts.SECRETS, Scripts.text(Scripts.SECRETS));
        write(Scripts.EXCHANGED, Scripts.text(Scripts.EXCHANGED));
        Files.createDirectories(folder.resolve("secrets/keys"));
        Files.createDirectories(folder.resolve("config"));
        Files.createSymbolicLink(folder.resolve("config/mounts"), Path.of("..data/mounts"));
        Files.createDirectories(folder.resolve("journal"));
        write("properties", "a=b\n");
        write("mounted", "s3://bucket     on  /   (s3, capacity=-1B)\n");
        list("mount /\nufs s3://bucket\nend\n");
        environment.put("FLUID_TEST", folder.toString());
        environment.put("FLUID_PROPERTIES", path("properties"));
        environment.put("FLUID_SITE", path("site"));
        environment.put("FLUID_MOUNTS", path("config/mounts"));
        environment.put("FLUID_SECRETS", path("secrets"));
        environment.put("FLUID_JOURNAL", path("journal"));
        environment.put("FLUID_APPLIED", path("applied"));
        environment.put("FLUID_PAUSE", "0.05");
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
        list(MountFile.text(List.of(
                new UfsMount("/", "s3://root", Map.of(), Map.of("s3a.secretKey", "keys/key"), false, false),
                new UfsMount(
                        "/sub dir",
                        "s3://$(touch pwned)/ü \\ '",
                        Map.of("option", "x; " + secret),
                        Map.of("hidden", "keys/key"),
                        true,
                        true))));

        assertThat(runMaster()).isZero();
        assertThat(runMounts()).isZero();

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
        list("mount /\nufs s3://root\nsecret s3a.secretKey keys/key\nend\n");

        assertThat(runMaster()).isEqualTo(1);

        assertThat(termination()).startsWith("secret keys/key: ").doesNotContain(secret);
        assertThat(folder.resolve("site")).doesNotExist();
    }

    @Test
    void aMissingSecretKeyIsTold() throws Exception {
        list("mount /a\nufs s3://root\nsecret s3a.secretKey keys/none\nend\n");

        assertThat(runMounts()).isEqualTo(1);

        assertThat(termination()).isEqualTo("secret keys/none: there is no Secret keys with a key none");
    }

    @Test
    void aStorageThatCannotBeReadEndsTheContainerWithAlluxiosLastLine() throws Exception {
        write("fail-ls", "properties { key: secret value: 123 }\nSignatureDoesNotMatch: check your key\n");

        assertThat(runMounts()).isEqualTo(1);

        assertThat(termination()).isEqualTo("s3://bucket at / cannot be read: SignatureDoesNotMatch: check your key");
        assertThat(folder.resolve("done")).doesNotExist();
    }

    @Test
    void aNewMountThatCannotBeReadIsNotLeftToReaders() throws Exception {
        list("mount /a\nufs s3://a\nend\n");
        write("fail-ls", "AccessDenied\n");

        assertThat(runMounts()).isEqualTo(1);

        assertThat(termination()).isEqualTo("s3://a at /a cannot be read: AccessDenied");
        assertThat(commands()).containsSequence(List.of("fs", "ls", "-f", "/a"), List.of("fs", "unmount", "/a"));
    }

    @Test
    void aMountThatSurvivedARestartIsUpdated() throws Exception {
        write("mounted", "s3://root  on  /  (s3, x)\ns3://bucket/a     on  /a b   (s3, capacity=-1B)\n");
        list("mount /a b\nufs s3://bucket/a/\noption k=v\nend\n");

        assertThat(runMounts()).isZero();

        assertThat(commands()).contains(List.of("fs", "updateMount", "--option", "k=v", "/a b"));
    }

    @Test
    void whatAnotherMasterMountedMeanwhileIsFine() throws Exception {
        write("fail-mount", "Mount point /a is already used\n");
        write("faster", "");
        list("mount /a\nufs s3://a\nend\n");

        assertThat(runMounts()).isZero();
    }

    @Test
    void followsTheListWhileItRuns() throws Exception {
        list("mount /kept\nufs s3://kept\noption k=v\nend\n" + "mount /gone\nufs s3://gone\nend\n"
                + "mount /moved\nufs s3://here\nend\nmount /tuned\nufs s3://tuned\noption k=v\nend\n");
        Process process = start(Scripts.MOUNTS);
        try {
            awaitDone(process);
            Files.delete(folder.resolve("log"));

            list("mount /kept\nufs s3://kept\noption k=v\nend\nmount /moved\nufs s3://there\nend\n"
                    + "mount /tuned\nufs s3://tuned\noption k=w\nreadonly\nend\nmount /new\nufs s3://new\nend\n");
            awaitCommand(process, List.of("fs", "ls", "-f", "/new"));

            assertThat(commands())
                    .containsExactly(
                            List.of("fs", "mount"),
                            List.of("fs", "unmount", "/gone"),
                            List.of("fs", "unmount", "/moved"),
                            List.of("fs", "mount"),
                            List.of("fs", "mount", "/moved", "s3://there"),
                            List.of("fs", "ls", "-f", "/moved"),
                            List.of("fs", "updateMount", "--option", "k=w", "--readonly", "/tuned"),
                            List.of("fs", "ls", "-f", "/tuned"),
                            List.of("fs", "mount", "/new", "s3://new"),
                            List.of("fs", "ls", "-f", "/new"));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void aSecretThatIsExchangedReachesItsMounts() throws Exception {
        Files.delete(folder.resolve("secrets/keys"));
        exchange(folder.resolve("secrets/keys"), "key", "old");
        Files.createSymbolicLink(folder.resolve("secrets/keys/key"), Path.of("..data/key"));
        list("mount /a\nufs s3://a\nsecret k keys/key\nend\nmount /b\nufs s3://b\nend\n");
        Process process = start(Scripts.MOUNTS);
        try {
            awaitDone(process);

            exchange(folder.resolve("secrets/keys"), "key", "new");

            awaitCommand(process, List.of("fs", "updateMount", "--option", "k=new", "/a"));
            assertThat(commands()).noneMatch(command -> command.contains("updateMount") && command.contains("/b"));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {Scripts.MASTER, Scripts.WORKER})
    void aSecretOfTheRootThatIsExchangedEndsTheProcess(String script) throws Exception {
        exchange(folder.resolve("secrets/root"), "key", "old");
        exchange(folder.resolve("secrets/other"), "key", "old");
        environment.put("FLUID_ROOT_SECRETS", "keys root");
        environment.put("FLUID_EXCHANGE_PAUSE", "0.05");
        Process process = start(script, "worker-only");
        try {
            while (!Files.exists(folder.resolve("log")) || !log().contains("entrypoint")) {
                assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
            }
            exchange(folder.resolve("secrets/other"), "key", "new");
            assertThat(process.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();

            exchange(folder.resolve("secrets/root"), "key", "new");

            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(143);
            assertThat(termination()).isEqualTo("a Secret of the mount at / was exchanged");
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    @Test
    void whatWasMountedIsRememberedOnlyForItsUser() throws Exception {
        assertThat(runMounts()).isZero();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("applied"))))
                .isEqualTo("rw-------");
    }

    @Test
    void makesAUserKnownAndGivesItDirectories() throws Exception {
        long uid = ((Number) Files.getAttribute(folder, "unix:uid")).longValue();
        long gid = ((Number) Files.getAttribute(folder, "unix:gid")).longValue();
        environment.putAll(
                Map.of("FLUID_USER", "ann", "FLUID_UID", "" + uid, "FLUID_GROUP", "lab", "FLUID_GID", "" + gid));
        environment.put("FLUID_USERS", folder.toString());

        assertThat(run(Scripts.INIT_USERS, path("tier $(touch pwned)/deep"))).isZero();

        assertThat(Files.readAllLines(folder.resolve("passwd")))
                .contains("ann:x:" + uid + ":" + gid + "::/tmp:/bin/sh")
                .hasSizeGreaterThan(1)
                .filteredOn(line -> line.split(":")[2].equals("" + uid))
                .hasSize(1);
        assertThat(Files.readAllLines(folder.resolve("group"))).contains("lab:x:" + gid + ":");
        assertThat(folder.resolve("tier $(touch pwned)/deep")).isDirectory();
        assertThat(Path.of("pwned")).doesNotExist();
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
                "FLUID_LOAD_PIN", "true",
                "FLUID_LOAD_COUNT", "1",
                "FLUID_LOAD_PATH_0", path,
                "FLUID_LOAD_REPLICAS_0", "2"));

        assertThat(run(Scripts.LOAD)).isZero();

        assertThat(commands())
                .containsExactly(
                        List.of("fs", "loadMetadata", "-R", "-F", path),
                        List.of("fs", "distributedLoad", "--replication", "2", path),
                        List.of("fs", "ls", "-R", path),
                        List.of("fs", "pin", path));
        assertThat(Path.of("pwned")).doesNotExist();
    }

    @Test
    void aLoadThatSkippedFilesFails() throws Exception {
        write("answer-ls", " 20 PERSISTED 11-24-2026 100% /a\n 20 PERSISTED 11-24-2026 0% /b\n");
        environment.putAll(Map.of(
                "FLUID_LOAD_METADATA", "false",
                "FLUID_LOAD_PIN", "false",
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
                "FLUID_LOAD_PIN", "false",
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
        write("stop", "");
        return run(Scripts.MASTER);
    }

    /** Ends the script when it has mounted everything. */
    private int runMounts() throws Exception {
        Process process = start(Scripts.MOUNTS);
        awaitDone(process);
        process.destroy();
        return process.waitFor();
    }

    private void awaitDone(Process process) throws Exception {
        if (!Files.exists(folder.resolve("site"))) {
            write("site", "");
        }
        Instant longest = Instant.now().plusSeconds(30);
        while (!Files.exists(folder.resolve("done")) && !process.waitFor(20, TimeUnit.MILLISECONDS)) {
            assertThat(Instant.now()).isBefore(longest);
        }
    }

    private void awaitCommand(Process process, List<String> command) throws Exception {
        while (!Files.exists(folder.resolve("log")) || !commands().contains(command)) {
            assertThat(process.waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    private int run(String script, String... arguments) throws Exception {
        Process process = start(script, arguments);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private Process start(String script, String... arguments) throws IOException {
        write(script, Scripts.text(script));
        List<String> command = new ArrayList<>(List.of("sh", path(script)));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment);
        builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile());
        return builder.start();
    }

    private void list(String text) throws IOException {
        exchange(folder.resolve("config"), "mounts", text);
    }

    /** Puts a file into a volume as the kubelet does: a folder of the new version, then the link to it, in one step. */
    private void exchange(Path volume, String file, String text) throws IOException {
        Files.createDirectories(volume);
        Path version = Files.createTempDirectory(volume, "..version");
        Files.writeString(version.resolve(file), text);
        Path link = volume.resolve("..data_tmp");
        Files.createSymbolicLink(link, version.getFileName());
        Files.move(link, volume.resolve("..data"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
