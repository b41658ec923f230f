package io.fluid.core.launcher;

import joptsimple.OptionParser;
import joptsimple.OptionSet;
import joptsimple.OptionSpec;
import joptsimple.util.RegexMatcher;

import java.util.List;

/**
 * Options of every controller, by upstream's names.
 *
 * @param metricsAddress of health and metrics, for example {@code :8080}
 * @param leaderElection whether to work only while holding the Lease
 * @param leaderElectionNamespace namespace of the Lease
 * @param workers objects reconciled at the same time
 * @param portRange host ports, from-to
 * @param engine runtime type or kind; empty in the dataset-controller
 * @param unknown options that only upstream's processes know; accepted so that its manifests start ours
 */
record StartOptions(
        String metricsAddress,
        boolean leaderElection,
        String leaderElectionNamespace,
        int workers,
        String portRange,
        String engine,
        List<String> unknown) {

    /** What holds without any option. */
    static StartOptions defaults() {
        return parse(List.of());
    }

    /**
     * Reads a command line.
     *
     * @throws joptsimple.OptionException when the value of an option is missing or of the wrong type; the message names the
     *     option
     */
    static StartOptions parse(List<String> arguments) {
        OptionParser parser = new OptionParser(false);
        parser.allowsUnrecognizedOptions();
        OptionSpec<String> metrics =
                parser.accepts("metrics-addr").withRequiredArg().defaultsTo(":8080");
        OptionSpec<String> election = parser.accepts("enable-leader-election")
                .withOptionalArg()
                .withValuesConvertedBy(RegexMatcher.regex("true|false"));
        OptionSpec<String> namespace =
                parser.accepts("leader-election-namespace").withRequiredArg().defaultsTo("fluid-system");
        OptionSpec<Integer> workers = parser.acceptsAll(List.of("runtime-workers", "reconcile-workers"))
                .withRequiredArg()
                .ofType(Integer.class)
                .defaultsTo(3);
        OptionSpec<String> ports =
                parser.accepts("runtime-node-port-range").withRequiredArg().defaultsTo("20000-26000");
        OptionSpec<String> engine = parser.accepts("engine").withRequiredArg().defaultsTo("");
        OptionSet set = parser.parse(arguments.toArray(String[]::new));
        return new StartOptions(
                set.valueOf(metrics),
                // Without a value it means yes.
                set.has(election)
                        && !(set.hasArgument(election) && set.valueOf(election).equals("false")),
                set.valueOf(namespace),
                set.valueOf(workers),
                set.valueOf(ports),
                set.valueOf(engine),
                set.nonOptionArguments().stream().map(String::valueOf).toList());
    }
}
