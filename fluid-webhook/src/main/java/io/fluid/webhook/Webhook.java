package io.fluid.webhook;

import com.google.inject.Inject;
import io.fluid.core.launcher.HealthServer;
import io.fluid.core.launcher.ProcessMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The running webhook. */
final class Webhook {

    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);

    private final WebhookSettings settings;
    private final WatchedCluster cluster;
    private final PluginsProfile profile;
    private final CertificateKeeper keeper;
    private final CertificateKeeper.Current first;
    private final ReloadableKeyManager keys;
    private final Registrations registrations;
    private final AdmissionServer server;
    private final ProcessMetrics metrics;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isWarm;

    @Inject
    Webhook(
            WebhookSettings settings,
            WatchedCluster cluster,
            PluginsProfile profile,
            CertificateKeeper keeper,
            CertificateKeeper.Current first,
            ReloadableKeyManager keys,
            Registrations registrations,
            AdmissionServer server,
            ProcessMetrics metrics) {
        this.settings = settings;
        this.cluster = cluster;
        this.profile = profile;
        this.keeper = keeper;
        this.first = first;
        this.keys = keys;
        this.registrations = registrations;
        this.server = server;
        this.metrics = metrics;
    }

    /** Serves until the process is told to end. */
    void run() throws IOException, InterruptedException {
        try (server;
                cluster;
                profile;
                registrations;
                HealthServer health = new HealthServer(
                        settings.metricsAddress(), () -> ended.getCount() > 0, this::isReady, metrics::scrape);
                ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            server.start();
            CompletableFuture<Void> filled = cluster.start().whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.error("cannot watch the cluster", failure);
                    ended.countDown();
                }
            });
            profile.follow();
            registrations.start();
            registrations.trust(first.trusted());
            new WarmUp(server.port(), first.bundle().authority()).run();
            isWarm = true;
            // Time is what makes a certificate old; another replica may also have renewed it.
            long seconds = settings.certificateCheck().toSeconds();
            CertificateRotation rotation =
                    new CertificateRotation(keeper::ensure, registrations::trust, keys, first.bundle());
            timer.scheduleWithFixedDelay(rotation::look, seconds, seconds, TimeUnit.SECONDS);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                isWarm = false;
                server.close();
                ended.countDown();
            }));
            filled.thenRun(() -> LOG.info("ready"));
            ended.await();
        }
    }

    private boolean isReady() {
        return isWarm && cluster.isReady();
    }
}
