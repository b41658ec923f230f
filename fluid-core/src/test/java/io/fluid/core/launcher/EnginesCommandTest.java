package io.fluid.core.launcher;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class EnginesCommandTest {

    @Test
    void an_image_without_engines_says_so(@TempDir Path empty) {
        assertThat(run("engines", "--folder", empty.toString())).isEqualTo("none\n");
    }

    private static String run(String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine fluid = Main.commandLine().setOut(new PrintWriter(out));
        assertThat(fluid.execute(arguments)).isZero();
        return out.toString();
    }
}
