package io.fluid.e2e.cluster;

import io.fluid.e2e.tools.FileTrees;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A long-running program with its log in a file.
 *
 * @param name of its log
 * @param process as started
 * @param log what it writes
 */
record Daemon(String name, Process process, Path log) {

    private static final Duration READY_WITHIN = Duration.ofMinutes(5);
    private static final Duration PROBED_EVERY = Duration.ofMillis(30);
    private static final int REPORTED_LINES = 15;

    static Daemon start(String name, Path logs, ProcessBuilder builder) {
        Path log = FileTrees.createDirectories(logs).resolve(name + ".log");
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        try {
            return new Daemon(name, builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException("starting " + name, e);
        }
    }

    /** Nothing announces that a program listens, so this asks until it does; a program that ended meanwhile, or never
     * answers, fails with the end of its log. */
    void await(String what, Probe probe) {
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        while (!probe.isReady()) {
            if (!process.isAlive()) {
                throw new IllegalStateException(
                        name + " ended with " + process.exitValue() + " before it did " + what + ":\n" + lastLines());
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        name + " did not " + what + " within " + READY_WITHIN.toSeconds() + " s:\n" + lastLines());
            }
            LockSupport.parkNanos(PROBED_EVERY.toNanos());
        }
    }

    private String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - REPORTED_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    /** Asks whether something is there by now. */
    @FunctionalInterface
    interface Probe {
        boolean isReady();
    }
}
