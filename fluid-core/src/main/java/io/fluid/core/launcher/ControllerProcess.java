package io.fluid.core.launcher;

import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Key;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.TypeLiteral;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.NamespacedKubernetesClient;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fluid.core.kube.Controller;
import io.fluid.core.kube.ControllerRuntime;
import io.fluid.core.kube.EventRecorder;
import io.fluid.core.kube.Informers;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Runs the controllers of one process from start to SIGTERM. */
final class ControllerProcess {

    private static final Logger LOG = LoggerFactory.getLogger(ControllerProcess.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Duration RENEW = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);
    // The lease without the time that it may take to notice and to end.
    private static final Duration TRUSTED = Duration.ofSeconds(13);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final int LEASE_REQUEST_MILLIS = 3_000;
    private static final Duration LONGEST_END = Duration.ofSeconds(15);
    private static final int LOST_LEASE = 1;

    private final String component;
    private final String lease;
    private final StartOptions options;
    private final ProcessSettings settings;
    private final List<Module> modules;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean stopping = new AtomicBoolean();
    private volatile int exitCode;

    ControllerProcess(
            String component, String lease, StartOptions options, ProcessSettings settings, List<Module> modules) {
        this.component = component;
        this.lease = lease;
        this.options = options;
        this.settings = settings;
        this.modules = modules;
    }

    int run() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        if (!options.unknown().isEmpty()) {
            LOG.warn("ignored options: {}", String.join(" ", options.unknown()));
        }
        List<Module> all = new ArrayList<>(modules);
        all.add(new ProcessModule(component, settings));
        Injector injector = Guice.createInjector(Stage.DEVELOPMENT, all);
        Informers informers = injector.getInstance(Informers.class);
        ControllerRuntime loop = injector.getInstance(ControllerRuntime.class);
        ProcessMetrics metrics = new ProcessMetrics(injector.getInstance(PrometheusMeterRegistry.class));
        AtomicBoolean leads = new AtomicBoolean();
        AtomicBoolean started = new AtomicBoolean();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            stopping.set(true);
            stop.countDown();
            awaitEnd();
        }));
        // A replica that waits for the Lease is ready: it does what it should, and a rolling update must not wait for
        // it.
        try (HealthServer health = new HealthServer(
                options.metricsAddress(), informers::healthy, () -> started.get() || !leads.get(), metrics::scrape)) {
            injector.getInstance(Key.get(new TypeLiteral<Set<Controller>>() {})).forEach(loop::add);
            // Looking needs no Lease, and who waits for it with full caches works the sooner.
            loop.fill();
            Runnable work = () -> {
                leads.set(true);
                loop.start().whenComplete((done, failure) -> {
                    if (failure == null) {
                        started.set(true);
                        LOG.info("{} works after {} ms", component, (System.nanoTime() - begun) / 1_000_000);
                    } else {
                        LOG.error("{} cannot start", component, failure);
                        exitCode = LOST_LEASE;
                        stop.countDown();
                    }
                });
            };
            CompletableFuture<?> election = null;
            if (options.leaderElection()) {
                election = elect(injector.getInstance(KubernetesClient.class), work);
            } else {
                work.run();
            }
            stop.await();
            LOG.info("{} stops", component);
            loop.close();
            informers.close();
            injector.getInstance(EventRecorder.class).close();
            if (election != null) {
                election.cancel(true);
                release(injector.getInstance(KubernetesClient.class), leads.get());
            }
            injector.getInstance(KubernetesClient.class).close();
        } finally {
            ended.countDown();
        }
        return exitCode;
    }

    /** Not for the end of the main thread: on its way out it waits, in System.exit, for the hook that calls this. */
    private void awaitEnd() {
        try {
            if (!ended.await(LONGEST_END.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("work has not ended after {}; ending without it", LONGEST_END);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private CompletableFuture<?> elect(KubernetesClient client, Runnable work) {
        LeaseGuard guard = new LeaseGuard(
                new LeaseLock(options.leaderElectionNamespace(), lease, settings.identity()),
                TRUSTED,
                System::nanoTime);
        Thread watchdog = new Thread(() -> watch(guard), "lease");
        watchdog.setDaemon(true);
        watchdog.start();
        // The election tries again by itself; a request that does so beyond the lease would be of no use.
        var config = new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                .withRequestRetryBackoffLimit(0)
                .withRequestTimeout(LEASE_REQUEST_MILLIS)
                .build();
        return client.newClient(config)
                .adapt(NamespacedKubernetesClient.class)
                .leaderElector()
                .withConfig(new LeaderElectionConfigBuilder()
                        .withName(component)
                        .withLock(guard)
                        .withLeaseDuration(LEASE)
                        .withRenewDeadline(RENEW)
                        .withRetryPeriod(RETRY)
                        .withReleaseOnCancel(true)
                        .withLeaderCallbacks(new LeaderCallbacks(
                                work, this::lost, leader -> LOG.info("leader of {} is {}", lease, leader)))
                        .build())
                .build()
                .start();
    }

    private void watch(LeaseGuard guard) {
        try {
            while (!stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                if (guard.hasRunOut()) {
                    lost();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives the lease back, so that the next process need not wait until it runs out. */
    private void release(KubernetesClient client, boolean leading) {
        if (!leading) {
            return;
        }
        try {
            client.leases()
                    .inNamespace(options.leaderElectionNamespace())
                    .withName(lease)
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"spec\":{\"holderIdentity\":null,\"leaseDurationSeconds\":1}}");
        } catch (RuntimeException e) {
            LOG.warn("the lease {} could not be given back; it runs out by itself", lease, e);
        }
    }

    /** Somebody else may lead by now: nothing may be written any more, so the process ends at once. */
    private void lost() {
        if (!stopping.get()) {
            LOG.error("lost the lease {}; ending", lease);
            Runtime.getRuntime().halt(LOST_LEASE);
        }
    }
}
