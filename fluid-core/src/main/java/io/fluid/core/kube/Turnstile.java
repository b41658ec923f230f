package io.fluid.core.kube;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Lets a few requests through at a time, in their order. One that gets no answer does not keep the others for long. */
final class Turnstile {

    private final int most;
    private final Duration patience;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int through;

    /**
     * @param most how many may be without an answer
     * @param patience after which one without an answer no longer counts
     */
    Turnstile(int most, Duration patience) {
        this.most = most;
        this.patience = patience;
    }

    /**
     * Sends a request when it is its turn. Who cancels the result cancels the request.
     *
     * @param first what is complete before it lines up
     */
    <T> CompletableFuture<T> pass(CompletableFuture<?> first, Supplier<CompletableFuture<T>> request) {
        CompletableFuture<T> result = new CompletableFuture<>();
        first.thenRun(() -> {
            synchronized (waiting) {
                waiting.add(() -> send(request, result));
            }
            next();
        });
        return result;
    }

    private <T> void send(Supplier<CompletableFuture<T>> request, CompletableFuture<T> result) {
        CompletableFuture<T> answer = answer(request, result);
        answer.<Object>handle((value, failure) -> this)
                .completeOnTimeout(this, patience.toMillis(), TimeUnit.MILLISECONDS)
                .thenRun(this::left);
        answer.whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        });
        result.whenComplete((value, failure) -> {
            if (result.isCancelled()) {
                answer.cancel(true);
            }
        });
    }

    private static <T> CompletableFuture<T> answer(
            Supplier<CompletableFuture<T>> request, CompletableFuture<T> result) {
        if (result.isDone()) {
            return CompletableFuture.completedFuture(null);
        }
        try {
            return request.get();
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private void left() {
        synchronized (waiting) {
            through--;
        }
        next();
    }

    private void next() {
        Runnable one;
        synchronized (waiting) {
            if (through == most || waiting.isEmpty()) {
                return;
            }
            through++;
            one = waiting.remove();
        }
        one.run();
    }
}
