package io.fluid.core.runtime;

import io.fluid.api.v1alpha1.CleanCachePolicy;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.WakeUps;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.CleansCache;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Empties caches before they are taken away, in the background and for a bounded time. */
public final class CacheCleaner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CacheCleaner.class);
    private static final int DEFAULT_GRACE_SECONDS = 60;
    private static final int DEFAULT_ATTEMPTS = 3;

    private final WakeUps wakeUps;
    private final Map<ObjectKey, State> states = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newFixedThreadPool(4, task -> {
        Thread thread = new Thread(task, "cache-clean");
        thread.setDaemon(true);
        return thread;
    });

    public CacheCleaner(WakeUps wakeUps) {
        this.wakeUps = wakeUps;
    }

    private enum State {
        RUNNING,
        DONE
    }

    /** The longest time that cleaning may take under a policy. */
    static Duration longest(@Nullable CleanCachePolicy policy) {
        return grace(policy).multipliedBy(Math.max(1, attempts(policy)));
    }

    /**
     * Starts cleaning when it has not been started.
     *
     * @return whether it is over, well or not; the reconciler is woken when it is
     */
    boolean clean(ObjectKey key, CacheRequest request, CleansCache engine, @Nullable CleanCachePolicy policy) {
        if (states.putIfAbsent(key, State.RUNNING) == null) {
            threads.execute(() -> {
                attempt(key, request, engine, policy);
                states.computeIfPresent(key, (k, running) -> State.DONE);
                wakeUps.wake(key.namespace(), key.name());
            });
        }
        return states.get(key) == State.DONE;
    }

    void forget(ObjectKey key) {
        states.remove(key);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static void attempt(
            ObjectKey key, CacheRequest request, CleansCache engine, @Nullable CleanCachePolicy policy) {
        int attempts = attempts(policy);
        for (int attempt = 1; attempt <= attempts; attempt++) {
            try {
                engine.clean(request, grace(policy));
                return;
            } catch (IOException | RuntimeException e) {
                LOG.warn("{}: attempt {} of {} to clean the cache failed: {}", key, attempt, attempts, e.toString());
            }
        }
        LOG.warn("{}: the cache is taken away uncleaned", key);
    }

    private static Duration grace(@Nullable CleanCachePolicy policy) {
        Integer seconds = policy == null ? null : policy.gracePeriodSeconds();
        return Duration.ofSeconds(seconds == null ? DEFAULT_GRACE_SECONDS : seconds);
    }

    private static int attempts(@Nullable CleanCachePolicy policy) {
        Integer attempts = policy == null ? null : policy.maxRetryAttempts();
        return attempts == null ? DEFAULT_ATTEMPTS : attempts;
    }
}
