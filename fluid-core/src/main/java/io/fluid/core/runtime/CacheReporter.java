package io.fluid.core.runtime;

import io.fluid.api.v1alpha1.Mount;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.WakeUps;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.MeasuresStorage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks at running caches in the background and wakes the reconciler when something there has changed. A cache that
 * does not change is looked at less and less often.
 */
public final class CacheReporter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CacheReporter.class);
    private static final int REPORT_THREADS = 4;
    private static final int MEASURE_THREADS = 2;
    // An engine is asked to keep its deadline; only one that does not is interrupted.
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final CacheEngine engine;
    private final RuntimeSettings settings;
    private final WakeUps wakeUps;
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, named("cache-timer"));
    private final ExecutorService reports = Executors.newFixedThreadPool(REPORT_THREADS, named("cache-report"));
    private final ExecutorService measurements = Executors.newFixedThreadPool(MEASURE_THREADS, named("cache-measure"));
    private final Map<ObjectKey, Tracked> tracked = new ConcurrentHashMap<>();
    private final MountFollower mounts;

    public CacheReporter(CacheEngine engine, RuntimeSettings settings, WakeUps wakeUps) {
        this.engine = engine;
        this.settings = settings;
        this.wakeUps = wakeUps;
        timer.setRemoveOnCancelPolicy(true);
        // Looks that are under way when all ends may still ask for more.
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        this.mounts = new MountFollower(
                engine, settings.reportDeadline(), key -> wakeUps.wake(key.namespace(), key.name()), this::askLater);
    }

    /** How far a bound dataset's cache is with mounts that were changed. */
    MountFollower.Progress mounts(ObjectKey key, CacheRequest request) {
        return mounts.progress(key, request);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the task handles its own errors
    private void askLater(Duration delay, Runnable task) {
        timer.schedule(
                () -> bounded(reports, task, settings.reportDeadline()), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The latest figures; unknown until the first look. */
    CacheFigures figures(ObjectKey key) {
        Tracked cache = tracked.get(key);
        return cache == null ? CacheFigures.UNKNOWN : cache.figures;
    }

    /**
     * Follows a cache that serves.
     *
     * @param busy whether a data operation runs, so that figures change fast
     * @param measure whether the under-storage is to be counted
     */
    void track(ObjectKey key, CacheRequest request, boolean busy, boolean measure) {
        tracked.computeIfAbsent(key, Tracked::new).update(request, busy, measure);
    }

    /** What was counted of the under-storage holds no longer. */
    void forgetTotals(ObjectKey key) {
        Tracked cache = tracked.get(key);
        if (cache != null) {
            cache.forgetTotals();
        }
    }

    /** Stops following a cache. */
    void forget(ObjectKey key) {
        Tracked cache = tracked.remove(key);
        if (cache != null) {
            cache.stop();
        }
    }

    /** Forgets a cache that is gone or going. */
    void gone(ObjectKey key) {
        forget(key);
        mounts.forget(key);
    }

    @Override
    public void close() {
        timer.shutdownNow();
        reports.shutdownNow();
        measurements.shutdownNow();
    }

    private static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** One cache. Its fields are guarded by its lock, except what readers may see late. */
    private final class Tracked {
        private final ObjectKey key;
        private volatile CacheFigures figures = CacheFigures.UNKNOWN;
        private @Nullable CacheRequest request;
        private boolean busy;
        private boolean stopped;
        private boolean measuring;
        private boolean measureAgain;
        private boolean measureWanted;
        private Duration period = settings.reportPeriod();
        private @Nullable ScheduledFuture<?> next;
        private @Nullable List<Mount> measured;
        private Duration measureRetry = settings.reportPeriod();
        private String silence = "";

        Tracked(ObjectKey key) {
            this.key = key;
        }

        synchronized void update(CacheRequest latest, boolean nowBusy, boolean measure) {
            boolean first = request == null;
            boolean becameBusy = nowBusy && !busy;
            boolean becameIdle = busy && !nowBusy;
            request = latest;
            busy = nowBusy;
            if (first || becameBusy || becameIdle) {
                period = settings.reportPeriod();
                schedule(Duration.ZERO);
            }
            measureWanted = measure;
            List<Mount> mounts = latest.dataset().getSpec().mounts();
            if (measure && !measuring && !mounts.equals(measured)) {
                startMeasuring(Duration.ZERO);
            }
        }

        synchronized void forgetTotals() {
            figures = figures.withTotals(null);
            measured = null;
            // A count that runs may have passed by what has changed.
            measureAgain = measuring;
        }

        synchronized void stop() {
            stopped = true;
            if (next != null) {
                next.cancel(false);
            }
        }

        private synchronized void schedule(Duration delay) {
            if (stopped) {
                return;
            }
            if (next != null) {
                next.cancel(false);
            }
            next = timer.schedule(
                    () -> bounded(reports, this::report, settings.reportDeadline()),
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        }

        private void report() {
            CacheRequest asked = current();
            if (asked == null) {
                return;
            }
            boolean changed = false;
            try {
                CacheFigures before = figures;
                CacheFigures after = before.withUsage(engine.report(asked, settings.reportDeadline()));
                changed = accept(before, after);
            } catch (IOException | RuntimeException e) {
                tell(e.toString());
            }
            again(changed);
        }

        private synchronized boolean accept(CacheFigures before, CacheFigures after) {
            boolean changed = !before.states().equals(after.states());
            figures = new CacheFigures(after.usage(), after.shares(), figures.totals());
            silence = "";
            return changed;
        }

        /** Once for each reason: a cache may be silent for long. */
        private synchronized void tell(String reason) {
            if (!reason.equals(silence)) {
                silence = reason;
                LOG.warn("{}: the cache does not tell how full it is: {}", key, reason);
            }
        }

        private void again(boolean changed) {
            synchronized (this) {
                period =
                        changed ? settings.reportPeriod() : min(period.multipliedBy(2), settings.longestReportPeriod());
                schedule(busy ? settings.busyReportPeriod() : period);
            }
            if (changed) {
                wakeUps.wake(key.namespace(), key.name());
            }
        }

        private synchronized void startMeasuring(Duration delay) {
            if (stopped || !(engine instanceof MeasuresStorage storage)) {
                return;
            }
            measuring = true;
            timer.schedule(
                    () -> bounded(measurements, () -> measure(storage), settings.measureDeadline()),
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        }

        private void measure(MeasuresStorage storage) {
            CacheRequest asked = current();
            if (asked == null) {
                return;
            }
            List<Mount> mounts = asked.dataset().getSpec().mounts();
            try {
                MeasuresStorage.StorageTotals totals = storage.measure(asked, settings.measureDeadline());
                synchronized (this) {
                    measuring = false;
                    measureRetry = settings.reportPeriod();
                    if (measureAgain) {
                        measureAgain = false;
                        startMeasuring(Duration.ZERO);
                        return;
                    }
                    figures = figures.withTotals(new CacheFigures.Totals(mounts, totals.bytes(), totals.files()));
                    measured = mounts;
                }
                wakeUps.wake(key.namespace(), key.name());
            } catch (IOException | RuntimeException e) {
                LOG.warn("{}: the under-storage could not be counted: {}", key, e.toString());
                synchronized (this) {
                    measuring = false;
                    measureAgain = false;
                    if (measureWanted) {
                        startMeasuring(measureRetry);
                        measureRetry = min(measureRetry.multipliedBy(2), settings.longestReportPeriod());
                    }
                }
            }
        }

        private synchronized @Nullable CacheRequest current() {
            return stopped ? null : request;
        }
    }

    private void bounded(ExecutorService pool, Runnable task, Duration deadline) {
        FutureTask<?> work = new FutureTask<>(task, null);
        pool.execute(() -> {
            // Its time begins now: it may have waited for its turn.
            Future<?> watchdog =
                    timer.schedule(() -> work.cancel(true), deadline.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
            work.run();
            watchdog.cancel(false);
        });
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
