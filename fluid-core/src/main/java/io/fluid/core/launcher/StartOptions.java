package io.fluid.core.launcher;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;

/** Options of every controller, by upstream's names. */
final class StartOptions {

    @Option(names = "--metrics-addr", defaultValue = ":8080", description = "Address of health and metrics.")
    String metricsAddress = ":8080";

    @Option(
            names = "--enable-leader-election",
            arity = "0..1",
            fallbackValue = "true",
            defaultValue = "false",
            description = "Work only while holding the Lease.")
    boolean leaderElection;

    @Option(
            names = "--leader-election-namespace",
            defaultValue = "fluid-system",
            description = "Namespace of the Lease.")
    String leaderElectionNamespace = "fluid-system";

    @Option(
            names = {"--runtime-workers", "--reconcile-workers"},
            defaultValue = "3",
            description = "Objects reconciled at the same time.")
    int workers = 3;

    @Option(names = "--runtime-node-port-range", defaultValue = "20000-26000", description = "Host ports, from-to.")
    String portRange = "20000-26000";

    @Spec(Spec.Target.MIXEE)
    @Nullable
    CommandSpec command;

    /** Options that only upstream's processes know; accepted so that its manifests start ours. */
    List<String> unknown() {
        return command == null ? List.of() : command.commandLine().getUnmatchedArguments();
    }
}
