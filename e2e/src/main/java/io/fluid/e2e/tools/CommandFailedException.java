package io.fluid.e2e.tools;

import java.util.List;

/** A program ended with an error; the message holds its command line and the end of what it said. */
public final class CommandFailedException extends RuntimeException {

    private final int exitCode;

    CommandFailedException(List<String> line, int exitCode, String said) {
        super(String.join(" ", line) + " ended with " + exitCode + ": " + said);
        this.exitCode = exitCode;
    }

    public int exitCode() {
        return exitCode;
    }
}
