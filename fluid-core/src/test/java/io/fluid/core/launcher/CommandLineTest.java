package io.fluid.core.launcher;

import joptsimple.OptionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CommandLineTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void an_image_without_engines_says_so(@TempDir Path empty) throws IOException, InterruptedException {
        assertThat(run("engines", "--folder", empty.toString())).isZero();
        assertThat(out).hasToString("none\n");
    }

    @Test
    void each_controller_knows_its_version() throws IOException, InterruptedException {
        assertThat(run("runtime-controller", "version", "--short")).isZero();
        assertThat(out).hasToString("development\n");
    }

    @Test
    void what_is_no_command_is_answered_with_the_commands() throws IOException, InterruptedException {
        assertThat(run("dataset-controler", "start")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("dataset-controller start");
        assertThat(run("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--enable-leader-election");
    }

    @Test
    void a_runtime_controller_has_to_be_told_its_engine() throws IOException, InterruptedException {
        assertThat(run("runtime-controller", "start")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("--engine is missing");
    }

    @Test
    void a_wrong_value_is_told_with_its_option() throws IOException, InterruptedException {
        assertThat(run("dataset-controller", "start", "--runtime-workers=many")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("runtime-workers")
                .contains("many");
        assertThatExceptionOfType(OptionException.class)
                .isThrownBy(() -> StartOptions.parse(List.of("--enable-leader-election=perhaps")));
    }

    @Test
    void options_are_read_as_go_programs_read_them() {
        StartOptions options = StartOptions.parse(List.of(
                "--metrics-addr=:9090",
                "--leader-election-namespace",
                "fluid",
                "--enable-leader-election",
                "--reconcile-workers=7",
                "--runtime-node-port-range=1-2",
                "--engine=JindoRuntime"));
        assertThat(options).isEqualTo(new StartOptions(":9090", true, "fluid", 7, "1-2", "JindoRuntime", List.of()));
        assertThat(StartOptions.parse(List.of("--enable-leader-election=false")).leaderElection())
                .isFalse();
    }

    @Test
    void options_of_upstream_that_mean_nothing_here_are_passed_over() {
        StartOptions options =
                StartOptions.parse(List.of("--development=false", "--pprof-addr=:6060", "--runtime-workers=5"));
        assertThat(options.unknown()).containsExactly("--development=false", "--pprof-addr=:6060");
        assertThat(options.workers()).isEqualTo(5);
    }

    private int run(String... arguments) throws IOException, InterruptedException {
        return Main.run(List.of(arguments), new PrintStream(out, true), new PrintStream(err, true));
    }
}
