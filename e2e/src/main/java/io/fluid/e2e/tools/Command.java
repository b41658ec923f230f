package io.fluid.e2e.tools;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/**
 * A program to run to its end. Arguments travel as an array: no shell reads them.
 *
 * @param line the program and its arguments
 * @param environment variables added to this process's own
 * @param directory where it runs, or null for this process's own
 */
public record Command(
        List<String> line,
        Map<String, String> environment,
        @Nullable Path directory) {

    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);
    private static final int REPORTED_CHARACTERS = 4000;

    public Command {
        line = List.copyOf(line);
        environment = Map.copyOf(environment);
    }

    public static Command of(String... line) {
        return of(List.of(line));
    }

    public static Command of(List<String> line) {
        return new Command(line, Map.of(), null);
    }

    /** This command with more arguments. */
    public Command with(String... arguments) {
        return with(List.of(arguments));
    }

    public Command with(List<String> arguments) {
        List<String> longer = new ArrayList<>(line);
        longer.addAll(arguments);
        return new Command(longer, environment, directory);
    }

    public Command env(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new Command(line, more, directory);
    }

    public Command in(Path where) {
        return new Command(line, environment, where);
    }

    /** Runs to the end and gives what was written to standard output. */
    public String output() {
        return run(stdin -> {});
    }

    public void run() {
        output();
    }

    /** True when it ended with exit code 0. */
    public boolean succeeds() {
        try {
            run();
            return true;
        } catch (CommandFailedException e) {
            return false;
        }
    }

    /**
     * Runs to the end, feeding it {@code input}.
     *
     * @throws CommandFailedException when it ends with another exit code than 0
     */
    public String run(Input input) {
        Process process = start();
        CompletableFuture<String> output = drained(process.getInputStream());
        CompletableFuture<String> errors = drained(process.getErrorStream());
        try {
            IOException broken = feed(process, input);
            int code = process.waitFor();
            if (code != 0) {
                throw new CommandFailedException(line, code, tail(errors.get(), output.get()));
            }
            if (broken != null) {
                throw new UncheckedIOException("writing to " + line.getFirst(), broken);
            }
            return output.get();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new CommandFailedException(line, -1, "interrupted");
        } catch (ExecutionException | CompletionException e) {
            throw new CommandFailedException(line, -1, String.valueOf(e.getCause()));
        }
    }

    private Process start() {
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().putAll(environment);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + line.getFirst() + ": " + e.getMessage(), e);
        }
    }

    /** A program that refuses its input says why on standard error, so its exit code is told first. */
    private static @Nullable IOException feed(Process process, Input input) {
        try (OutputStream stdin = process.getOutputStream()) {
            input.writeTo(stdin);
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private static CompletableFuture<String> drained(InputStream stream) {
        return CompletableFuture.supplyAsync(
                () -> {
                    ByteArrayOutputStream all = new ByteArrayOutputStream();
                    try (stream) {
                        stream.transferTo(all);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return all.toString(StandardCharsets.UTF_8);
                },
                THREADS);
    }

    private static String tail(String errors, String output) {
        String text = errors.isBlank() ? output : errors;
        return text.substring(Math.max(0, text.length() - REPORTED_CHARACTERS)).strip();
    }

    /** Writes a command's standard input. */
    @FunctionalInterface
    public interface Input {
        void writeTo(OutputStream stdin) throws IOException;
    }
}
