package io.fluid.engine.juicefs;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the options of a data operation say.
 *
 * @param timeout of the program, as timeout(1) takes it
 * @param arguments of the program
 */
record OperationOptions(String timeout, List<String> arguments) {

    static final String TIMEOUT = "timeout";
    private static final String DEFAULT_TIMEOUT = "30m";

    static OperationOptions of(Map<String, String> options) {
        Map<String, String> others = new TreeMap<>(options);
        others.remove(TIMEOUT);
        return new OperationOptions(
                options.getOrDefault(TIMEOUT, DEFAULT_TIMEOUT),
                others.entrySet().stream()
                        .map(option -> Planner.flag(option.getKey(), option.getValue()))
                        .toList());
    }
}
