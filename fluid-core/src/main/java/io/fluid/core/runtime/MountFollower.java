package io.fluid.core.runtime;

import io.fluid.api.v1alpha1.Mount;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.UpdatesMounts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Asks caches whose mounts were changed until they serve them, and wakes the reconciler when the answer changes. */
final class MountFollower {

    private static final Logger LOG = LoggerFactory.getLogger(MountFollower.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final CacheEngine engine;
    private final Duration deadline;
    private final Consumer<ObjectKey> wake;
    private final BiConsumer<Duration, Runnable> later;
    private final Map<ObjectKey, Followed> followed = new ConcurrentHashMap<>();

    /** @param later runs a task after a delay, on a thread that may wait for the cache */
    MountFollower(
            CacheEngine engine, Duration deadline, Consumer<ObjectKey> wake, BiConsumer<Duration, Runnable> later) {
        this.engine = engine;
        this.deadline = deadline;
        this.wake = wake;
        this.later = later;
    }

    /**
     * How far a cache is on the way from the mounts of a bound dataset's status to those of its spec.
     *
     * @param pending what is still to be done; empty when nothing is
     * @param answers whether the cache said so itself
     */
    record Progress(List<String> pending, boolean answers) {
        static final Progress DONE = new Progress(List.of(), true);
        static final Progress UNKNOWN = new Progress(List.of("the mounts are being updated"), false);

        boolean isDone() {
            return pending.isEmpty();
        }
    }

    /** Begins to follow when the mounts of spec and status differ. */
    Progress progress(ObjectKey key, CacheRequest request) {
        List<Mount> wanted = request.dataset().getSpec().mounts();
        if (!(engine instanceof UpdatesMounts updates)
                || wanted.equals(DatasetBinding.status(request.dataset()).mounts())) {
            followed.remove(key);
            return Progress.DONE;
        }
        Followed current = followed.get(key);
        if (current == null || !current.mounts().equals(wanted)) {
            Followed fresh = new Followed(wanted, Progress.UNKNOWN);
            followed.put(key, fresh);
            later.accept(Duration.ZERO, () -> ask(key, request, updates));
            return fresh.progress();
        }
        return current.progress();
    }

    void forget(ObjectKey key) {
        followed.remove(key);
    }

    private void ask(ObjectKey key, CacheRequest request, UpdatesMounts updates) {
        Followed before = followed.get(key);
        List<Mount> mounts = request.dataset().getSpec().mounts();
        if (before == null || !before.mounts().equals(mounts)) {
            return;
        }
        Progress answer;
        try {
            answer = new Progress(List.copyOf(updates.pendingMounts(request, deadline)), true);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{}: the cache does not tell what it has mounted: {}", key, e.toString());
            answer = new Progress(before.progress().pending(), false);
        }
        // Another change of the mounts has put its own entry there.
        boolean current = followed.replace(key, before, new Followed(mounts, answer));
        if (!current) {
            return;
        }
        if (!answer.equals(before.progress())) {
            wake.accept(key);
        }
        if (!answer.isDone()) {
            later.accept(PERIOD, () -> ask(key, request, updates));
        }
    }

    private record Followed(List<Mount> mounts, Progress progress) {}
}
