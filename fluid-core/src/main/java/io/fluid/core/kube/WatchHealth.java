package io.fluid.core.kube;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** Tells a watch that is being connected again from one that nobody connects any more. */
final class WatchHealth {

    /** How long a watch may be without connection. A new process costs little, and begins with a new client. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private final LongSupplier nanoClock;
    private final Map<Object, Long> silentSince = new ConcurrentHashMap<>();

    WatchHealth(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * Whether there is hope for a watch; to be asked now and then.
     *
     * @param filled whether it ever was connected
     */
    boolean isWell(Object watch, boolean filled, boolean watching) {
        if (watching || !filled) {
            silentSince.remove(watch);
            return true;
        }
        long now = nanoClock.getAsLong();
        return now - silentSince.computeIfAbsent(watch, first -> now) < LONGEST.toNanos();
    }
}
