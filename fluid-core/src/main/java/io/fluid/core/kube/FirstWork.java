package io.fluid.core.kube;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a process finds to do when its caches are filled. Watches wait for the end of it: each makes a connection, and a
 * process that starts has one core for that and for its work. Nothing is missed, for a watch begins where its list ended.
 */
public final class FirstWork {

    // Whoever has more to do, or waits for the lease, watches meanwhile.
    private static final Duration LONGEST = Duration.ofSeconds(1);

    private final CompletableFuture<FirstWork> done = new CompletableFuture<>();

    /** It is done. */
    void end() {
        done.complete(this);
    }

    boolean isDone() {
        return done.isDone();
    }

    /** Complete when it is done, or when it takes longer than a second from now. */
    CompletableFuture<FirstWork> awaited() {
        return done.completeOnTimeout(this, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    }
}
