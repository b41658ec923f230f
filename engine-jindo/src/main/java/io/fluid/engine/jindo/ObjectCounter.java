package io.fluid.engine.jindo;

import io.fluid.core.spi.MeasuresStorage.StorageTotals;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Counts objects page by page: no more pages a second than it may ask for, none of them kept. A count that runs out of
 * time goes on where it stopped when it is asked for again.
 */
final class ObjectCounter {

    private final long pauseNanos;
    private final Map<String, Progress> unfinished = new ConcurrentHashMap<>();

    /** A counter that asks for a page once in a while at most. */
    ObjectCounter(Duration betweenPages) {
        this.pauseNanos = betweenPages.toNanos();
    }

    /**
     * Counts what the pages list.
     *
     * @param name of what is counted, for messages and to find it again
     * @param end when to stop, as {@link System#nanoTime} counts
     * @throws IOException when the time was too short or a page could not be had
     */
    StorageTotals count(String name, ObjectPages pages, long end) throws IOException {
        Progress progress = unfinished.getOrDefault(name, new Progress(null, 0, 0));
        long next = System.nanoTime();
        do {
            pause(name, next);
            if (System.nanoTime() - end >= 0) {
                throw new IOException(name + " is larger than can be counted at once: " + progress.objects()
                        + " objects until now, the rest follows");
            }
            next = System.nanoTime() + pauseNanos;
            ObjectPages.Page page = pages.after(progress.marker());
            progress = new Progress(page.next(), progress.objects() + page.objects(), progress.bytes() + page.bytes());
            if (page.next() != null) {
                unfinished.put(name, progress);
            }
        } while (progress.marker() != null);
        unfinished.remove(name);
        return new StorageTotals(progress.bytes(), progress.objects());
    }

    private static void pause(String name, long until) throws IOException {
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while counting " + name);
            }
        }
    }

    /** How far a count has come; the marker is null at its begin and at its end. */
    private record Progress(@Nullable String marker, long objects, long bytes) {}
}
