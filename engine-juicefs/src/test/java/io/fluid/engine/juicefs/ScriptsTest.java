package io.fluid.engine.juicefs;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/** The script as the image's shell runs it, with a stand-in for the program juicefs. */
class ScriptsTest {

    /** Writes down its arguments; fails with the file of its command's name, if there is one. */
    private static final String STAND_IN = """
            #!/bin/sh
            for word in "$@"; do printf '<%s>' "$word" >>"$CALLS"; done
            echo >>"$CALLS"
            if [ -e "$ANSWERS/$1-says" ]; then cat "$ANSWERS/$1-says"; fi
            if [ -e "$ANSWERS/$1" ]; then cat "$ANSWERS/$1"; exit 3; fi
            if [ -e "$ANSWERS/$1-hangs" ]; then echo "juicefs[7] <INFO>: trying" >&2; exec sleep 60; fi
            """;

    private static final String HOSTILE = "/a b;$(touch x)'\"`id`\\ü";

    @TempDir
    private Path folder;

    private final Map<String, String> inputs = new TreeMap<>();

    @BeforeEach
    void standIn() throws IOException {
        program("juicefs", STAND_IN);
        program(
                "umount",
                "#!/bin/sh\nfor word in umount \"$@\"; do printf '<%s>' \"$word\" >>\"$CALLS\"; done\n"
                        + "echo >>\"$CALLS\"\n");
        Files.createDirectories(file("answers"));
        inputs.put("PATH", file("bin") + ":" + System.getenv("PATH"));
        inputs.put("CALLS", file("calls").toString());
        inputs.put("ANSWERS", file("answers").toString());
        inputs.put("FLUID_EDITION", "community");
        inputs.put("FLUID_VOLUME", "models");
        inputs.put("FLUID_MOUNT", file("mount").toString());
        inputs.put("FLUID_FORMAT", "true");
        inputs.put("FLUID_FORMAT_COUNT", "2");
        inputs.put("FLUID_FORMAT_0", "--storage=s3");
        inputs.put("FLUID_FORMAT_1", "--bucket=" + HOSTILE);
        inputs.put("FLUID_MOUNT_COUNT", "1");
        inputs.put("FLUID_MOUNT_0", "--cache-dir=" + HOSTILE);
        inputs.put("FLUID_QUOTA", "");
        inputs.put("FLUID_QUOTA_PATH", "/");
        inputs.put("FLUID_PATIENCE", "20s");
        inputs.put("FLUID_TERMINATION_LOG", file("termination").toString());
        inputs.put("METAURL", "redis://" + HOSTILE);
    }

    @Test
    void formatsAndMountsWithItsArgumentsAsTheyAre() throws Exception {
        assertThat(run()).isZero();

        assertThat(calls())
                .containsExactly(
                        "<status><redis://" + HOSTILE + ">",
                        "<format><redis://" + HOSTILE + "><models><--storage=s3><--bucket=" + HOSTILE + ">",
                        "<mount><redis://" + HOSTILE + "><" + file("mount") + "><--cache-dir=" + HOSTILE + ">");
        assertThat(file("mount")).isDirectory();
        assertThat(Path.of("x")).doesNotExist();
    }

    @Test
    void formatsWithATemporaryKey() throws Exception {
        inputs.put("SESSION_TOKEN", HOSTILE);
        inputs.put("FLUID_FORMAT_COUNT", "1");

        assertThat(run()).isZero();

        assertThat(calls())
                .contains("<format><redis://" + HOSTILE + "><models><--session-token=" + HOSTILE + "><--storage=s3>");
    }

    @Test
    void theEnterpriseEditionIsToldTheKeysOfASecondBucket() throws Exception {
        inputs.put("FLUID_EDITION", "enterprise");
        inputs.put("FLUID_FORMAT_COUNT", "0");
        inputs.put("ACCESS_KEY2", "a");
        inputs.put("SECRET_KEY2", HOSTILE);

        assertThat(run()).isZero();

        assertThat(calls()).contains("<auth><models><--access-key2=a><--secret-key2=" + HOSTILE + ">");
    }

    @Test
    void aVolumeThatIsThereIsNotFormatted() throws Exception {
        inputs.put("FLUID_FORMAT", "false");

        assertThat(run()).isZero();

        assertThat(calls()).noneMatch(call -> call.startsWith("<format>"));
    }

    @Test
    void aVolumeThatIsThereIsToldWhatChanged() throws Exception {
        inputs.put("FLUID_FORMAT", "update");
        inputs.put("FLUID_FORMAT_COUNT", "1");
        inputs.put("FLUID_FORMAT_0", "--trash-days=7");

        assertThat(run()).isZero();

        assertThat(calls()).contains("<format><redis://" + HOSTILE + "><models><--trash-days=7>");
    }

    @Test
    void aVolumeWithoutAPlaceForItsDataIsNotMade() throws Exception {
        inputs.put("FLUID_FORMAT", "update");
        answer("status", "database is not formatted, please run `juicefs format ...` first [status@status.go:84]");

        assertThat(run()).isEqualTo(1);

        assertThat(file("termination")).content().startsWith("metadata of models: database is not formatted");
        assertThat(calls()).noneMatch(call -> call.startsWith("<format>"));
    }

    @Test
    void aQuotaIsSetOnItsFolder() throws Exception {
        inputs.put("FLUID_QUOTA", "3");
        inputs.put("FLUID_QUOTA_PATH", HOSTILE);

        assertThat(run()).isZero();

        assertThat(calls())
                .contains("<quota><set><redis://" + HOSTILE + "><--create><--path><" + HOSTILE + "><--capacity><3>");
    }

    @Test
    void metadataThatDoesNotAnswerIsToldInTime() throws Exception {
        Files.createFile(file("answers/status-hangs"));
        inputs.put("FLUID_PATIENCE", "0.2s");

        assertThat(run()).isEqualTo(1);

        assertThat(file("termination")).hasContent("metadata of models: no answer within 0.2s: trying");
    }

    @Test
    void aVolumeThatDoesNotExistIsTold() throws Exception {
        inputs.put("FLUID_FORMAT", "false");
        answer("status", "database is not formatted, please run `juicefs format ...` first [status@status.go:84]");

        assertThat(run()).isEqualTo(1);

        assertThat(file("termination"))
                .hasContent("metadata of models: database is not formatted, please run `juicefs format ...` first");
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cr%et", "s3/cret", "s3#cret", "s3?cret", "s3 cret", "s3\"cret", "1#cret"})
    void nothingOfAnAddressThatIsNoUrlIsTold(String password) throws Exception {
        String address = "redis://:" + password + "@127.0.0.1:6399/1";
        inputs.put("METAURL", address);
        String words = "Meta redis://:****@127.0.0.1:6399/1 is not available: url parse " + address
                + ": parse \"redis://:" + password.split("#")[0] + "\": invalid port [NewClient@interface.go:590]";
        for (String command : List.of("status", "format")) {
            answer(command, words);
            inputs.put("FLUID_FORMAT", Boolean.toString(command.equals("format")));

            assertThat(run()).isEqualTo(1);

            assertThat(file("termination")).content().endsWith("""
                    of models: metaurl is no URL: special characters in its user and password must be percent-encoded, \
                    as %23 for #""");
            assertThat(file("output")).content().doesNotContain("s3", "cret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://:s3%23cret@h:1/1", "mysql://root:s3#cret@(h:1)/d", "redis://s3cret@h:1/1"})
    void wordsThatRepeatTheAddressOfTheMetadataAreNotTold(String address) throws Exception {
        inputs.put("METAURL", address);
        inputs.put("FLUID_FORMAT", "false");
        answer("status", "cannot open " + address.split("//")[1]);

        assertThat(run()).isEqualTo(1);

        assertThat(file("termination"))
                .hasContent("metadata of models: what JuiceFS said is not shown, for it repeats a secret");
        assertThat(file("output")).content().doesNotContain("cret@");
    }

    @Test
    void nothingOfAPasswordIsToldThatMySqlTakesForANetwork() throws Exception {
        inputs.put("METAURL", "mysql://root:s3/cret@(h:1)");
        inputs.put("FLUID_FORMAT", "false");
        answer("status", "default addr for network 'root:s3' unknown");

        assertThat(run()).isEqualTo(1);

        assertThat(file("termination"))
                .hasContent("metadata of models: what JuiceFS said is not shown, for it repeats a secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://:s3%23cret@h:1/1", "mysql://root:s3#cret@(h:1)/d", "sqlite3:///a@b/c d.db"})
    void otherWordsAreTold(String address) throws Exception {
        inputs.put("METAURL", address);
        inputs.put("FLUID_FORMAT", "false");
        answer("status", "dial tcp 127.0.0.1:1: connect: connection refused");

        assertThat(run()).isEqualTo(1);

        assertThat(file("termination"))
                .hasContent("metadata of models: dial tcp 127.0.0.1:1: connect: connection refused");
    }

    @Test
    void aTokenThatTheEnterpriseEditionRepeatsIsNotTold() throws Exception {
        inputs.put("FLUID_EDITION", "enterprise");
        inputs.put("TOKEN", "t0ken");
        answer("auth", "bad token t0ken");

        assertThat(run()).isEqualTo(1);

        assertThat(file("termination"))
                .hasContent("auth of models: what JuiceFS said is not shown, for it repeats a secret");
    }

    @Test
    void keysInTheAddressOfACopyAreNotTold() throws Exception {
        sync("jfs://METAURL/b/", "s3://b host/a/");
        inputs.put("FLUID_SYNC_TO_ACCESS_KEY", "k");
        inputs.put("FLUID_SYNC_TO_SECRET_KEY", "s/");
        answer("sync", "Can't parse s3://%6b:%73%2f@b host/a/: invalid character \" \" in host name");

        assertThat(run()).isEqualTo(1);

        assertThat(file("termination"))
                .hasContent("copy of jfs://METAURL/b/: what JuiceFS said is not shown, for it repeats a secret");
    }

    @Test
    void whatStoppedAFormatIsToldWithoutTimeAndPlace() throws Exception {
        answer("format", "Storage s3://b/ is not configured correctly: 403 [format@format.go:530]");

        assertThat(run()).isEqualTo(1);

        assertThat(file("termination"))
                .hasContent("format of models: Storage s3://b/ is not configured correctly: 403");
        assertThat(calls()).noneMatch(call -> call.startsWith("<mount>"));
    }

    @Test
    void anEmptySecretIsTold() throws Exception {
        inputs.put("METAURL", "");

        assertThat(run()).isEqualTo(1);

        assertThat(file("termination")).hasContent("the secret of option metaurl is empty");
    }

    @Test
    void theEnterpriseEditionIsToldItsCredentialsAndItsName() throws Exception {
        inputs.put("FLUID_EDITION", "enterprise");
        inputs.put("TOKEN", HOSTILE);
        inputs.put("SECRET_KEY", "s");

        assertThat(run()).isZero();

        assertThat(calls())
                .containsExactly(
                        "<auth><models><--token=" + HOSTILE + "><--secret-key=s><--storage=s3><--bucket=" + HOSTILE
                                + ">",
                        "<mount><models><" + file("mount") + "><--cache-dir=" + HOSTILE + ">");
    }

    @Test
    void warmsEachFolderAndTakesItsMountAway() throws Exception {
        Files.createDirectories(Path.of(file("mount") + "/a b"));
        Files.createDirectories(Path.of(file("mount") + "/c"));
        warm("/a b", "/c");

        assertThat(run()).isZero();

        assertThat(calls())
                .endsWith(
                        "<warmup><" + file("mount") + "/a b><--threads=8>",
                        "<warmup><" + file("mount") + "/c><--threads=8>",
                        "<umount><-l><" + file("mount") + ">");
    }

    @Test
    void aFolderThatIsNotThereFailsALoad() throws Exception {
        warm("/nowhere");

        assertThat(run()).isEqualTo(1);

        assertThat(file("termination")).hasContent("load of /nowhere: there is no such path");
        assertThat(calls()).endsWith("<umount><-l><" + file("mount") + ">");
    }

    @Test
    void tellsWhyALoadFailed() throws Exception {
        Files.createDirectories(file("mount"));
        warm("/");
        answer("warmup", "read /: input/output error [warmup@warmup.go:3]");

        assertThat(run()).isEqualTo(1);

        assertThat(file("termination")).hasContent("load of " + file("mount") + "/: read /: input/output error");
    }

    @Test
    void copiesWithTheKeysOfTheStorageInItsAddress() throws Exception {
        sync("s3://bucket.host/a/", "jfs://METAURL/b/");
        inputs.put("FLUID_SYNC_FROM_ACCESS_KEY", "key");
        inputs.put("FLUID_SYNC_FROM_SECRET_KEY", "s/:@ü\n");
        inputs.put("FLUID_SYNC_FROM_TOKEN", "t+/=");

        assertThat(run()).isZero();

        assertThat(calls())
                .containsExactly(
                        "<status><redis://" + HOSTILE + ">",
                        "<sync><--threads=8><--exclude=" + HOSTILE
                                + "><s3://%6b%65%79:%73%2f%3a%40%c3%bc:t+/=@bucket.host/a/><jfs://METAURL/b/>");
    }

    @Test
    void aStorageWithoutKeysIsAskedWithoutThem() throws Exception {
        sync("jfs://METAURL/b/", "s3://bucket.host/a/");

        assertThat(run()).isZero();

        assertThat(calls()).last().asString().endsWith("><jfs://METAURL/b/><s3://bucket.host/a/>");
    }

    @Test
    void theEnterpriseEditionCopiesOnceItIsAuthorised() throws Exception {
        inputs.put("FLUID_EDITION", "enterprise");
        sync("jfs://models/", "file:///mnt/to/");

        assertThat(run()).isZero();

        assertThat(calls()).first().asString().startsWith("<auth><models>");
        assertThat(calls()).last().asString().startsWith("<sync>");
    }

    @Test
    void tellsWhyACopyFailedAndShowsAllThatWasSaid() throws Exception {
        sync("jfs://METAURL/b/", "s3://bucket.host/a/");
        answer("sync", "failed to handle 1 objects [Sync@sync.go:1]");

        assertThat(run()).isEqualTo(1);

        assertThat(file("output")).content().contains("first line\n");
        assertThat(file("termination")).hasContent("copy of jfs://METAURL/b/: failed to handle 1 objects");
    }

    @Test
    void theLogOfACopyHasNoSecretsWhetherItFailsOrNot() throws Exception {
        sync("s3://b host/a/", "jfs://METAURL/b/");
        inputs.put("METAURL", "redis://:s3cret@h:1/1");
        inputs.put("FLUID_SYNC_FROM_ACCESS_KEY", "key");
        inputs.put("FLUID_SYNC_FROM_SECRET_KEY", "with/slash\\ [a-z]*\n");
        inputs.put("FLUID_SYNC_FROM_TOKEN", "t+/=");
        String said = """
                  copied  1\\n of 2
                cannot open redis://:s3cret@h:1/1
                key with/slash\\ [a-z]*!
                %77%69%74%68%2f%73%6c%61%73%68%5c%20%5b%61%2d%7a%5d%2a
                token t+/=
                Syncing from s3://key:with%2Fslash%5C+x@b.host/a@b/ to s3://c.host/d@e
                without a line break""";
        String shown = """
                  copied  1\\n of 2
                HIDDEN
                HIDDEN
                HIDDEN
                HIDDEN
                Syncing from s3://****@b.host/a@b/ to s3://c.host/d@e
                without a line break
                """.replace("HIDDEN", "what JuiceFS said is not shown, for it repeats a secret");
        Files.writeString(file("answers/sync-says"), said);

        assertThat(run()).isZero();
        assertThat(file("output")).hasContent(shown);

        Files.delete(file("output"));
        Files.move(file("answers/sync-says"), file("answers/sync"));
        assertThat(run()).isEqualTo(1);
        assertThat(file("output")).content().startsWith(shown);
        assertThat(file("termination")).hasContent("copy of s3://b host/a/: without a line break");
    }

    @Test
    void aCopyThatTakesTooLongIsTold() throws Exception {
        sync("jfs://METAURL/b/", "s3://bucket.host/a/");
        inputs.put("FLUID_SYNC_TIMEOUT", "0.2s");
        Files.createFile(file("answers/sync-hangs"));

        assertThat(run()).isEqualTo(1);

        assertThat(file("termination")).hasContent("copy of jfs://METAURL/b/: not done within 0.2s");
    }

    private void sync(String from, String to) {
        inputs.put("FLUID_FORMAT", "false");
        inputs.put("FLUID_SYNC_FROM", from);
        inputs.put("FLUID_SYNC_TO", to);
        inputs.put("FLUID_SYNC_OPTIONS", "2");
        inputs.put("FLUID_SYNC_OPTION_0", "--threads=8");
        inputs.put("FLUID_SYNC_OPTION_1", "--exclude=" + HOSTILE);
        inputs.put("FLUID_SYNC_TIMEOUT", "30m");
    }

    private void warm(String... paths) {
        inputs.put("FLUID_WARM_COUNT", Integer.toString(paths.length));
        for (int i = 0; i < paths.length; i++) {
            inputs.put("FLUID_WARM_PATH_" + i, paths[i]);
        }
        inputs.put("FLUID_WARM_OPTIONS", "1");
        inputs.put("FLUID_WARM_OPTION_0", "--threads=8");
        inputs.put("FLUID_WARM_TIMEOUT", "5m");
    }

    private void program(String name, String text) throws IOException {
        Path program = file("bin/" + name);
        Files.createDirectories(file("bin"));
        Files.writeString(program, text);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void answer(String command, String text) throws IOException {
        Files.writeString(
                file("answers/" + command), "first line\n2026/11/25 16:46:34.85 juicefs[828] <FATAL>: " + text + "\n");
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(file("calls"));
    }

    private int run() throws Exception {
        Path script = file("mount.sh");
        Files.writeString(script, Scripts.mount());
        ProcessBuilder process = new ProcessBuilder("sh", script.toString()).redirectErrorStream(true);
        process.redirectOutput(ProcessBuilder.Redirect.appendTo(file("output").toFile()));
        process.environment().put("LC_ALL", "C.UTF-8");
        process.environment().putAll(inputs);
        Process running = process.start();
        assertThat(running.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return running.exitValue();
    }
}
