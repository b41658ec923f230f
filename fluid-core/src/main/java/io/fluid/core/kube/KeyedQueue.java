package io.fluid.core.kube;

import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Keys that wait to be reconciled. A key waits at most once, is handed out to one worker at a time, and an event that
 * comes while it is being worked on has it handed out again afterwards.
 */
final class KeyedQueue {

    private final LongSupplier nanoClock;
    private final Map<ObjectKey, Waiting> waiting = new HashMap<>();
    private final PriorityQueue<Waiting> order = new PriorityQueue<>(Comparator.comparingLong(Waiting::due));
    private final Set<ObjectKey> running = new HashSet<>();
    private final Map<ObjectKey, Long> again = new HashMap<>();
    private boolean closed;

    KeyedQueue(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    private record Waiting(ObjectKey key, long due) {}

    /** Has the key handed out after the delay, or earlier if it already waits for less. */
    synchronized void add(ObjectKey key, long delayNanos) {
        long due = nanoClock.getAsLong() + Math.max(0, delayNanos);
        if (running.contains(key)) {
            again.merge(key, due, Math::min);
        } else {
            schedule(key, due);
        }
    }

    /** Waits for a key; empty once the queue is closed. */
    synchronized Optional<ObjectKey> take() throws InterruptedException {
        while (!closed) {
            @Nullable Waiting first = order.peek();
            long left = first == null ? Long.MAX_VALUE : first.due() - nanoClock.getAsLong();
            if (first != null && left <= 0) {
                order.remove();
                waiting.remove(first.key());
                running.add(first.key());
                return Optional.of(first.key());
            }
            if (first == null) {
                wait();
            } else {
                wait(left / 1_000_000, (int) (left % 1_000_000));
            }
        }
        return Optional.empty();
    }

    /** The worker is through with the key. */
    synchronized void done(ObjectKey key) {
        running.remove(key);
        @Nullable Long due = again.remove(key);
        if (due != null) {
            schedule(key, due);
        }
    }

    /** Whether there is nothing to do now. */
    synchronized boolean isIdle() {
        @Nullable Waiting first = order.peek();
        return running.isEmpty() && (first == null || first.due() > nanoClock.getAsLong());
    }

    synchronized int size() {
        return waiting.size();
    }

    synchronized void close() {
        closed = true;
        notifyAll();
    }

    private void schedule(ObjectKey key, long due) {
        @Nullable Waiting present = waiting.get(key);
        if (present != null) {
            if (present.due() <= due) {
                return;
            }
            order.remove(present);
        }
        Waiting added = new Waiting(key, due);
        waiting.put(key, added);
        order.add(added);
        notifyAll();
    }
}
