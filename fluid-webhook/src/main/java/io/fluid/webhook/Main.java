package io.fluid.webhook;

import com.google.inject.Guice;
import com.google.inject.Stage;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fluid.core.launcher.LogSettings;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/** The webhook's command line. */
@Command(name = "fluid-webhook", description = "Fluid's admission server.", subcommands = Main.Start.class)
public final class Main {

    static {
        LogSettings.use();
    }

    private Main() {}

    /** Runs the command line. */
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    /** Serves until the process is told to end. */
    @Command(name = "start", description = "Serve admission requests.")
    static final class Start implements Callable<Integer> {

        @Option(names = "--webhook-port", defaultValue = "9443", description = "HTTPS port.")
        private int port;

        @Option(names = "--metrics-addr", defaultValue = ":8080", description = "Address of probes and metrics.")
        private String metricsAddress = "";

        @Option(
                names = "--plugins-profile",
                defaultValue = "/etc/fluid/plugins.profile",
                description = "Which mutators run for which pods; followed when it changes.")
        private Path profile = Path.of("");

        @Option(
                names = "--engine-folder",
                defaultValue = "/opt/fluid/engines",
                description = "Engine jars whose rules validate runtimes; need not exist.")
        private Path engines = Path.of("");

        @Option(
                names = "--certificate-check-seconds",
                defaultValue = "60",
                description = "Time between two looks at the certificate.")
        private int checkSeconds;

        @Override
        public Integer call() throws IOException, InterruptedException {
            WebhookSettings settings = new WebhookSettings(
                    port, metricsAddress, profile, engines, Duration.ofSeconds(checkSeconds), System.getenv());
            // HTTP/1.1: over HTTP/2 the JDK's client fails, instead of waiting, beyond the server's limit of streams.
            var config = new ConfigBuilder().withHttp2Disable(true).build();
            try (KubernetesClient client =
                    new KubernetesClientBuilder().withConfig(config).build()) {
                Guice.createInjector(Stage.DEVELOPMENT, new WebhookModule(settings, client))
                        .getInstance(Webhook.class)
                        .run();
            }
            return 0;
        }
    }
}
