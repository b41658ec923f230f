package io.fluid.webhook;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fluid.core.launcher.LogSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The webhook's process. */
@Command(name = "fluid-webhook", subcommands = Main.Start.class)
public final class Main {

    static {
        LogSettings.use();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final String SERVICE = "fluid-pod-admission-webhook";
    private static final Duration CERTIFICATE_LIFE = Duration.ofDays(90);

    private Main() {}

    /** Runs the command line. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    /** Serves until the process is told to end. */
    @Command(name = "start", description = "Serve admission requests.")
    static final class Start implements Runnable {

        @Option(names = "--webhook-port", defaultValue = "9443", description = "HTTPS port.")
        private int port;

        @Option(names = "--health-port", defaultValue = "8080", description = "Plain HTTP port of the probes.")
        private int healthPort;

        @Option(
                names = "--certificate-check-seconds",
                defaultValue = "60",
                description = "Time between two looks at the certificate.")
        private int checkSeconds;

        @Override
        public void run() {
            Map<String, String> env = System.getenv();
            try (KubernetesClient client = new KubernetesClientBuilder().build();
                    ClusterDatasetCatalog catalog = new ClusterDatasetCatalog(client);
                    Registration registration = new Registration(client);
                    ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
                serve(client, catalog, registration, timer, env);
            } catch (IOException e) {
                throw new IllegalStateException("cannot listen: " + e.getMessage(), e);
            }
        }

        private void serve(
                KubernetesClient client,
                ClusterDatasetCatalog catalog,
                Registration registration,
                ScheduledExecutorService timer,
                Map<String, String> env)
                throws IOException {
            String namespace = env.getOrDefault("MY_POD_NAMESPACE", "fluid-system");
            CertificateKeeper keeper = new CertificateKeeper(
                    new SecretCertificateStore(client, namespace),
                    List.of(SERVICE + "." + namespace + ".svc"),
                    CERTIFICATE_LIFE,
                    Clock.systemUTC());
            CertificateKeeper.Current first = keeper.ensure();
            ReloadableKeyManager keys = new ReloadableKeyManager(first.bundle());
            InjectionMode mode = InjectionMode.of(
                    env.getOrDefault("FUSE_SIDECAR_INJECTION_MODE", "auto"),
                    minor(client.getKubernetesVersion().getMinor()));
            LOG.info("sidecars are injected in {} mode", mode);
            AdmissionHandler handler = new AdmissionHandler(
                    new SidecarInjector(catalog, mode),
                    Boolean.parseBoolean(env.getOrDefault("DISABLE_INJECTION", "")));
            CountDownLatch ended = new CountDownLatch(1);
            try (AdmissionServer server = new AdmissionServer(port, healthPort, keys, handler, catalog::isReady)) {
                server.start();
                catalog.start().whenComplete((done, failure) -> {
                    if (failure != null) {
                        LOG.error("cannot watch the cluster", failure);
                        ended.countDown();
                    }
                });
                registration.start();
                registration.trust(first.trusted());
                // Time is what makes a certificate old; another replica may also have renewed it.
                timer.scheduleWithFixedDelay(
                        () -> refresh(keeper, keys, registration), checkSeconds, checkSeconds, TimeUnit.SECONDS);
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    ended.countDown();
                    server.close();
                }));
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void refresh(CertificateKeeper keeper, ReloadableKeyManager keys, Registration registration) {
            try {
                CertificateKeeper.Current current = keeper.ensure();
                // Trusted first, shown second: in between both are believed.
                registration.trust(current.trusted());
                keys.use(current.bundle());
            } catch (RuntimeException e) {
                LOG.warn("cannot look after the certificate, trying again: {}", e.getMessage());
            }
        }

        private static int minor(String version) {
            return Integer.parseInt(version.replaceAll("\\D.*", ""));
        }
    }
}
