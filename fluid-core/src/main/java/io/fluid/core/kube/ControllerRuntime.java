package io.fluid.core.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fluid.core.kube.Watch.Noticing;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The loop: watches put keys into a queue, workers reconcile them. Failures are tried again without end, after 5 ms,
 * 10 ms, 20 ms … up to a minute; a success forgets them.
 */
public final class ControllerRuntime implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ControllerRuntime.class);
    private static final Duration FIRST_RETRY = Duration.ofMillis(5);
    private static final Duration LAST_RETRY = Duration.ofMinutes(1);
    private static final Duration LAST_WORK = Duration.ofSeconds(5);
    private static final int MAX_DOUBLINGS = 14;
    private static final int QUIET_FAILURES = 3;

    private final Informers informers;
    private final MeterRegistry metrics;
    private final FirstWork work;
    private final List<Running> controllers = new ArrayList<>();
    private @Nullable CompletableFuture<Void> filled;

    /** @param work ends when the workers first have nothing to do */
    public ControllerRuntime(Informers informers, MeterRegistry metrics, FirstWork work) {
        this.informers = informers;
        this.metrics = metrics;
        this.work = work;
    }

    /** Connects a controller to its watches. They fill, and its workers start, with {@link #start}. */
    public synchronized void add(Controller controller) {
        Running running = new Running(controller);
        controllers.add(running);
        for (Watch<?> watch : controller.watches()) {
            follow(running, watch);
        }
    }

    /** Starts all watches at once, and no work; complete when the caches are filled. */
    public synchronized CompletableFuture<Void> fill() {
        if (filled == null) {
            filled = informers.start();
        }
        return filled;
    }

    /**
     * Starts the workers when the caches are filled, so that no reconciler takes an object for gone that has only not
     * arrived yet.
     */
    public CompletableFuture<Void> start() {
        return fill().thenRun(this::startWorkers).thenRun(this::tellFirstWork);
    }

    /** Follows one more selection with a controller that may already run; complete when its cache is filled. */
    public CompletableFuture<Void> follow(String controller, Watch<?> watch) {
        watch(controller, watch);
        return informers.start();
    }

    /** Follows one more selection with a controller that was added; it fills with {@link #start}. */
    public synchronized void watch(String controller, Watch<?> watch) {
        Running running = controllers.stream()
                .filter(one -> one.controller.name().equals(controller))
                .findFirst()
                .orElseThrow();
        follow(running, watch);
    }

    private synchronized void startWorkers() {
        controllers.forEach(Running::start);
    }

    private void tellFirstWork() {
        if (!work.isDone() && isIdle()) {
            work.end();
        }
    }

    private synchronized boolean isIdle() {
        return controllers.stream().allMatch(running -> running.queue.isIdle());
    }

    private <T extends HasMetadata> void follow(Running running, Watch<T> watch) {
        informers.get(watch.kind(), watch.namespace(), watch.labels()).addEventHandler(new ResourceEventHandler<T>() {
            @Override
            public void onAdd(T object) {
                wake(running, watch, object);
            }

            @Override
            public void onUpdate(T before, T after) {
                if (watch.noticing() == Noticing.EVERYTHING
                        ? !Objects.equals(
                                before.getMetadata().getResourceVersion(),
                                after.getMetadata().getResourceVersion())
                        : differsBeyondStatus(before, after)) {
                    wake(running, watch, after);
                }
            }

            @Override
            public void onDelete(T object, boolean finalStateUnknown) {
                wake(running, watch, object);
            }
        });
    }

    private static <T extends HasMetadata> void wake(Running running, Watch<T> watch, T object) {
        try {
            watch.toKeys().apply(object).forEach(key -> running.queue.add(key, 0));
        } catch (RuntimeException | Error e) {
            // An exception here would stop the informer for everybody.
            LOG.error(
                    "{}: cannot tell what {} {} concerns",
                    running.controller.name(),
                    watch.kind(),
                    ObjectKey.of(object),
                    e);
        }
    }

    static boolean differsBeyondStatus(HasMetadata before, HasMetadata after) {
        var old = before.getMetadata();
        var now = after.getMetadata();
        return !Objects.equals(old.getUid(), now.getUid())
                || !Objects.equals(old.getGeneration(), now.getGeneration())
                || !Objects.equals(old.getLabels(), now.getLabels())
                || !Objects.equals(old.getAnnotations(), now.getAnnotations())
                || !Objects.equals(old.getFinalizers(), now.getFinalizers())
                || !Objects.equals(old.getOwnerReferences(), now.getOwnerReferences())
                || !Objects.equals(old.getDeletionTimestamp(), now.getDeletionTimestamp());
    }

    /** Lets running reconciles finish, for a few seconds at most; interrupts the rest, so that nothing is written later. */
    @Override
    public void close() {
        List<Running> all;
        synchronized (this) {
            all = List.copyOf(controllers);
        }
        all.forEach(running -> running.queue.close());
        List<Thread> threads =
                all.stream().flatMap(running -> running.threads.stream()).toList();
        if (!ended(threads, LAST_WORK)) {
            threads.forEach(Thread::interrupt);
            if (!ended(threads, LAST_WORK)) {
                LOG.error(
                        "workers do not end: {}",
                        threads.stream().filter(Thread::isAlive).toList());
            }
        }
    }

    private static boolean ended(List<Thread> threads, Duration within) {
        long end = System.nanoTime() + within.toNanos();
        for (Thread thread : threads) {
            try {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())));
                if (thread.isAlive()) {
                    return false;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }

    private final class Running {
        private final Controller controller;
        private final KeyedQueue queue = new KeyedQueue(System::nanoTime);
        private final Map<ObjectKey, Integer> failures = new ConcurrentHashMap<>();
        private final List<Thread> threads = new ArrayList<>();
        private final Timer time;
        private final Counter succeeded;
        private final Counter failed;

        Running(Controller controller) {
            this.controller = controller;
            // Names and labels as controller-runtime's, so that the field's dashboards show ours.
            this.time = metrics.timer("controller_runtime_reconcile_time", "controller", controller.name());
            this.succeeded = counter("success");
            this.failed = counter("error");
            metrics.gauge("workqueue_depth", Tags.of("name", controller.name()), queue, KeyedQueue::size);
            controller.wakeUps().forEach(source -> source.connect(key -> queue.add(key, 0)));
        }

        private Counter counter(String result) {
            return metrics.counter("controller_runtime_reconcile", "controller", controller.name(), "result", result);
        }

        void start() {
            if (!threads.isEmpty()) {
                return;
            }
            for (int i = 0; i < controller.workers(); i++) {
                Thread thread = new Thread(this::work, controller.name() + "-" + i);
                threads.add(thread);
                thread.start();
            }
        }

        private void work() {
            try {
                for (Optional<ObjectKey> next = queue.take(); next.isPresent(); next = queue.take()) {
                    reconcile(next.get());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void reconcile(ObjectKey key) {
            long begun = System.nanoTime();
            try {
                ReconcileResult result = controller.reconciler().reconcile(key.namespace(), key.name());
                succeeded.increment();
                failures.remove(key);
                result.after().ifPresent(delay -> queue.add(key, delay.toNanos()));
            } catch (RuntimeException | Error e) {
                // An Error as well: an engine of a third party may lack a class, and the worker must live for the
                // others.
                failed.increment();
                retry(key, e);
            } finally {
                time.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
                queue.done(key);
                tellFirstWork();
            }
        }

        private void retry(ObjectKey key, Throwable failure) {
            if (failure instanceof KubernetesClientException refusal && ApiErrors.namespaceIsGoing(refusal)) {
                // The deletion of what is there will wake us; nothing can be made any more.
                LOG.info("{} {}: its namespace is going, nothing more is created", controller.name(), key);
                failures.remove(key);
                return;
            }
            int count = failures.merge(key, 1, Integer::sum);
            Duration delay = backOff(count);
            if (isConflict(failure)) {
                LOG.debug("{} {}: changed meanwhile, again in {}", controller.name(), key, delay);
            } else if (count <= QUIET_FAILURES) {
                LOG.warn(
                        "{} {}: attempt {} failed, again in {}: {}",
                        controller.name(),
                        key,
                        count,
                        delay,
                        failure.toString());
            } else {
                LOG.error("{} {}: attempt {} failed, again in {}", controller.name(), key, count, delay, failure);
            }
            queue.add(key, delay.toNanos());
        }
    }

    private static boolean isConflict(Throwable failure) {
        return failure instanceof KubernetesClientException e && e.getCode() == HttpURLConnection.HTTP_CONFLICT;
    }

    static Duration backOff(int failures) {
        Duration delay = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, MAX_DOUBLINGS));
        return delay.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : delay;
    }
}
