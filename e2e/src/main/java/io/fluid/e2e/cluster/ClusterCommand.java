package io.fluid.e2e.cluster;

import io.fluid.e2e.tools.CacheFolder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.function.ToIntFunction;

/** {@code bin/cluster}: the local cluster by hand. */
@Command(
        name = "cluster",
        description = "A single-node Kubernetes on this machine.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND")
public final class ClusterCommand {

    private final CacheFolder cache = CacheFolder.ofUser();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public static void main(String... arguments) {
        System.exit(new CommandLine(new ClusterCommand()).execute(arguments));
    }

    @Command(description = "Start the cluster; nothing happens when it runs.")
    int up() {
        if (LocalCluster.attach(cache).isEmpty()) {
            LocalCluster.startDetached(cache).close();
        }
        return status();
    }

    @Command(description = "End the cluster and remove all that it left; nothing happens when there is none.")
    int down() {
        LocalCluster.down(cache);
        out().println("No cluster runs.");
        return 0;
    }

    @Command(description = "Say whether the cluster runs, and what it uses; exit code 1 when it does not.")
    int status() {
        return withCluster(cluster -> {
            out().println("Running. export KUBECONFIG=" + cluster.kubeconfig());
            cluster.memory().forEach((name, bytes) -> out().printf("%-26s %4d MB%n", name, bytes >> 20));
            return 0;
        });
    }

    @Command(description = "Print the path of the administrator's kubeconfig.")
    int kubeconfig() {
        return withCluster(cluster -> {
            out().println(cluster.kubeconfig());
            return 0;
        });
    }

    @Command(description = "Run a program on the node.")
    int exec(@Parameters(arity = "1..*", paramLabel = "PROGRAM") String... line) {
        return withCluster(cluster -> {
            out().print(cluster.onNode(line));
            return 0;
        });
    }

    private int withCluster(ToIntFunction<LocalCluster> action) {
        return LocalCluster.attach(cache)
                .map(cluster -> {
                    try (cluster) {
                        return action.applyAsInt(cluster);
                    }
                })
                .orElseGet(() -> {
                    out().println("No cluster runs.");
                    return 1;
                });
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
