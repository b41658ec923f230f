package io.fluid.webhook;

import com.google.inject.Guice;
import com.google.inject.Stage;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.core.kube.KubernetesClients;
import io.fluid.core.launcher.Logging;
import joptsimple.OptionException;
import joptsimple.OptionParser;
import joptsimple.OptionSet;
import joptsimple.OptionSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The webhook's command line. */
public final class Main {

    private static final int NOT_UNDERSTOOD = 2;
    private static final String USAGE = """
            Fluid's admission server.

              start                            other options are ignored, and the log says so
                --webhook-port PORT            of HTTPS (9443)
                --metrics-addr ADDRESS         of probes and metrics (:8080)
                --plugins-profile FILE         which mutators run for which pods; followed when it changes
                                               (/etc/fluid/plugins.profile)
                --engine-folder FOLDER         engine jars whose rules validate runtimes; need not exist
                                               (/opt/fluid/engines)
                --certificate-check-seconds N  time between two looks at the certificate (60)
            """;

    static {
        Logging.use();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    private Main() {}

    /** Runs the command line. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) throws IOException, InterruptedException {
        if (arguments.isEmpty() || !arguments.getFirst().equals("start") || arguments.contains("--help")) {
            System.err.print(USAGE);
            return arguments.contains("--help") ? 0 : NOT_UNDERSTOOD;
        }
        try {
            serve(parse(arguments.subList(1, arguments.size()), System.getenv()));
            return 0;
        } catch (OptionException e) {
            System.err.println(e.getMessage());
            return NOT_UNDERSTOOD;
        }
    }

    /**
     * Reads the options of {@code start}.
     *
     * @throws OptionException for a value that is missing or of the wrong type
     */
    static WebhookSettings parse(List<String> arguments, Map<String, String> environment) {
        OptionParser parser = new OptionParser(false);
        parser.allowsUnrecognizedOptions();
        OptionSpec<Integer> port = parser.accepts("webhook-port")
                .withRequiredArg()
                .ofType(Integer.class)
                .defaultsTo(9443);
        OptionSpec<String> metrics =
                parser.accepts("metrics-addr").withRequiredArg().defaultsTo(":8080");
        OptionSpec<String> profile =
                parser.accepts("plugins-profile").withRequiredArg().defaultsTo("/etc/fluid/plugins.profile");
        OptionSpec<String> engines =
                parser.accepts("engine-folder").withRequiredArg().defaultsTo("/opt/fluid/engines");
        OptionSpec<Integer> check = parser.accepts("certificate-check-seconds")
                .withRequiredArg()
                .ofType(Integer.class)
                .defaultsTo(60);
        OptionSet set = parser.parse(arguments.toArray(String[]::new));
        return new WebhookSettings(
                set.valueOf(port),
                set.valueOf(metrics),
                Path.of(set.valueOf(profile)),
                Path.of(set.valueOf(engines)),
                Duration.ofSeconds(set.valueOf(check)),
                environment,
                set.nonOptionArguments().stream().map(String::valueOf).toList());
    }

    /** Serves until the process is told to end. */
    private static void serve(WebhookSettings settings) throws IOException, InterruptedException {
        if (!settings.unknownOptions().isEmpty()) {
            LOG.warn("ignored options: {}", String.join(" ", settings.unknownOptions()));
        }
        try (KubernetesClient client =
                KubernetesClients.builder(new ConfigBuilder().build()).build()) {
            Guice.createInjector(Stage.DEVELOPMENT, new WebhookModule(settings, client))
                    .getInstance(Webhook.class)
                    .run();
        }
    }
}
