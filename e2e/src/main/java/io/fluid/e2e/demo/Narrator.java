package io.fluid.e2e.demo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;

import java.io.PrintWriter;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Tells what the demo does and waits for, with the time, and keeps how long each step took. */
final class Narrator {

    /** Seconds that something may take before it is gone. */
    static final int LONG = 240;

    private final PrintWriter out;
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private int steps;

    Narrator(PrintWriter out) {
        this.out = out;
    }

    /** What took how long, in its order. */
    Map<String, Double> seconds() {
        return seconds;
    }

    void took(String what, double time) {
        seconds.put(what, time);
    }

    <T extends HasMetadata> T reached(String what, Resource<T> resource, Predicate<T> reached, int seconds) {
        T seen = await(what, resource, reached, seconds);
        done(what, "");
        return seen;
    }

    <T extends HasMetadata> T await(String what, Resource<T> resource, Predicate<T> reached, int seconds) {
        try {
            return Objects.requireNonNull(resource.waitUntilCondition(
                    object -> object != null && reached.test(object), seconds, TimeUnit.SECONDS));
        } catch (KubernetesClientException e) {
            throw new IllegalStateException("not within " + seconds + " s: " + what, e);
        }
    }

    <T extends HasMetadata> void gone(String what, Resource<T> resource) {
        try {
            resource.waitUntilCondition(Objects::isNull, LONG, TimeUnit.SECONDS);
        } catch (KubernetesClientException e) {
            throw new IllegalStateException(what + " is not gone within " + LONG + " s", e);
        }
        done(what, "gone");
    }

    <T> void none(String what, FilterWatchListDeletable<T, ?, ?> objects) {
        settled(what, objects.informOnCondition(List::isEmpty));
    }

    void settled(String what, CompletableFuture<?> condition) {
        await(what + " gone", condition, LONG);
        done(what, "none");
    }

    <T> T await(String what, CompletableFuture<T> future, int seconds) {
        try {
            return future.get(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (TimeoutException e) {
            throw new IllegalStateException("not within " + seconds + " s: " + what, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(what + ": " + e.getCause(), e);
        } finally {
            future.cancel(true);
        }
    }

    <T> T step(String name, Supplier<T> body) {
        out.printf("%n%tT %d. %s%n", time(), ++steps, name);
        out.flush();
        long start = System.nanoTime();
        T result = body.get();
        double seconds = (System.nanoTime() - start) / 1e9;
        took(name, seconds);
        out.printf(Locale.ROOT, "%tT    %.1f s%n", time(), seconds);
        out.flush();
        return result;
    }

    private static LocalTime time() {
        return LocalTime.now(ZoneId.systemDefault());
    }

    void done(String what, String detail) {
        out.printf("%tT    %s %s%n", time(), what, detail);
        out.flush();
    }
}
