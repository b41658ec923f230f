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
    private final ClusterDatasetCatalog catalog;
    private final PluginsProfile profile;
    private final CertificateKeeper keeper;
    private final CertificateKeeper.Current first;
    private final ReloadableKeyManager keys;
    private final Registration registration;
    private final AdmissionServer server;
    private final ProcessMetrics metrics;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean isWarm;

    @Inject
    Webhook(
            WebhookSettings settings,
            ClusterDatasetCatalog catalog,
            PluginsProfile profile,
            CertificateKeeper keeper,
            CertificateKeeper.Current first,
            ReloadableKeyManager keys,
            Registration registration,
            AdmissionServer server,
            ProcessMetrics metrics) {
        this.settings = settings;
        this.catalog = catalog;
        this.profile = profile;
        this.keeper = keeper;
        this.first = first;
        this.keys = keys;
        this.registration = registration;
        this.server = server;
        this.metrics = metrics;
    }

    /** Serves until the process is told to end. */
    void run() throws IOException, InterruptedException {
        try (server;
                catalog;
                profile;
                registration;
                HealthServer health = new HealthServer(
                        settings.metricsAddress(), () -> ended.getCount() > 0, this::isReady, metrics::scrape);
                ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
            server.start();
            CompletableFuture<Void> filled = catalog.start().whenComplete((done, failure) -> {
                if (failure != null) {
                    LOG.error("cannot watch the cluster", failure);
                    ended.countDown();
                }
            });
            profile.follow();
            registration.start();
            registration.trust(first.trusted());
            new WarmUp(server.port(), first.bundle().authority()).run();
            isWarm = true;
            // Time is what makes a certificate old; another replica may also have renewed it.
            long seconds = settings.certificateCheck().toSeconds();
            timer.scheduleWithFixedDelay(this::refresh, seconds, seconds, TimeUnit.SECONDS);
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
        return isWarm && catalog.isReady();
    }

    private void refresh() {
        try {
            CertificateKeeper.Current current = keeper.ensure();
            // Trusted first, shown second: in between both are believed.
            registration.trust(current.trusted());
            keys.use(current.bundle());
        } catch (RuntimeException e) {
            LOG.warn("cannot look after the certificate, trying again: {}", e.getMessage());
        }
    }
}
