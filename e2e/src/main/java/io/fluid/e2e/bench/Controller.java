package io.fluid.e2e.bench;

import io.fluid.e2e.install.Build;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** A controller in a process of its own, as it runs in its image, outside of a cluster. */
public final class Controller implements AutoCloseable {

    private static final String LEASES = "resource=\"leases\"";
    private static final Duration START = Duration.ofMinutes(5);

    private final Process process;
    private final int port;
    private final CompletableFuture<Void> working = new CompletableFuture<>();
    private final CompletableFuture<Void> logged = new CompletableFuture<>();
    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> log = new ArrayList<>();
    private volatile long workingSince;

    private Controller(Process process, int port) {
        this.process = process;
        this.port = port;
        Thread reader = new Thread(this::read, "controller-log");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts one and waits until it works.
     *
     * @param environment by which it finds the cluster
     * @param command what follows the main class, for example {@code dataset-controller start}
     */
    public static Controller start(Map<String, String> environment, List<String> command) {
        Controller controller = launch(environment, command);
        controller.awaitWorking();
        return controller;
    }

    /** Starts one without waiting. */
    public static Controller launch(Map<String, String> environment, List<String> command) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                Build.classPath("engine-alluxio").stream()
                        .map(Path::toString)
                        .collect(Collectors.joining(File.pathSeparator)),
                "io.fluid.core.launcher.Main"));
        line.addAll(command);
        return launch(environment, new ProcessBuilder(line));
    }

    /**
     * Starts a program, such as an image's, without waiting.
     *
     * @param environment by which it finds the cluster
     */
    public static Controller launch(Map<String, String> environment, ProcessBuilder program) {
        int port = freePort();
        program.command().addAll(List.of("--metrics-addr", "127.0.0.1:" + port));
        program.redirectErrorStream(true).environment().putAll(environment);
        try {
            return new Controller(program.start(), port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until its watches are filled and its workers run. */
    public void awaitWorking() {
        try {
            working.get(START.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the controller does not start:\n" + String.join("\n", log()), e);
        }
    }

    /** When it said that it works, by {@link System#nanoTime}. */
    long workingSince() {
        return workingSince;
    }

    /** CPU time that it has used. */
    Duration cpu() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The process. */
    public Process process() {
        return process;
    }

    /** What it has written so far. */
    public List<String> log() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (log) {
                    log.add(line);
                }
                if (line.contains(" works after ")) {
                    workingSince = System.nanoTime();
                    working.complete(null);
                }
            }
        } catch (IOException e) {
            working.completeExceptionally(e);
        }
        working.completeExceptionally(new IllegalStateException("the process ended"));
        logged.complete(null);
    }

    /** The samples of {@code /metrics}, summed up by name and, for API calls, by verb; those for the Lease are left out. */
    public Map<String, Double> metrics() {
        Map<String, Double> sums = new TreeMap<>();
        try {
            String text = http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            text.lines()
                    .filter(line -> !line.startsWith("#") && !line.contains(LEASES))
                    .forEach(line -> {
                        int space = line.lastIndexOf(' ');
                        String series = line.substring(0, space);
                        String verb = series.replaceAll(".*verb=\"([a-z]+)\".*", "$1");
                        String name = series.replaceAll("\\{.*", "");
                        String key = series.contains("verb=") ? name + ":" + verb : name;
                        sums.merge(key, Double.parseDouble(line.substring(space + 1)), Double::sum);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return sums;
    }

    /**
     * Tells it to end, in its own time; fails when it does not.
     *
     * @return all that it has written
     */
    public List<String> end(Duration longest) {
        // Unlike the process, its handle leaves the pipes open.
        process.toHandle().destroy();
        process.onExit()
                .thenCombine(logged, (ended, done) -> done)
                .orTimeout(longest.toSeconds(), java.util.concurrent.TimeUnit.SECONDS)
                .join();
        return log();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly())
                .join();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
