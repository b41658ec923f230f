package io.fluid.core.launcher;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a controller process is told by its environment.
 *
 * @param environment all variables
 */
public record ProcessSettings(Map<String, String> environment) {

    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);
    private static final Pattern PART = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");

    public ProcessSettings {
        environment = Map.copyOf(environment);
    }

    /** Where the controllers run: {@code MY_POD_NAMESPACE}, {@code fluid-system} when unset. */
    public String namespace() {
        return text("MY_POD_NAMESPACE", "fluid-system");
    }

    /** How a replica calls itself in the Lease. */
    public String identity() {
        return text("MY_POD_NAME", "process-" + ProcessHandle.current().pid());
    }

    /** How long a runtime controller outlives the last runtime: {@code FLUID_RUNTIME_IDLE_GRACE_PERIOD}. */
    public Duration idleGracePeriod() {
        String text = text("FLUID_RUNTIME_IDLE_GRACE_PERIOD", "");
        return text.isEmpty() ? DEFAULT_GRACE : duration("FLUID_RUNTIME_IDLE_GRACE_PERIOD", text);
    }

    /**
     * Key of the label by which pods decline that their sidecars are ended with their work: {@code
     * KEY_DISABLE_APP_CONTROLLER}; empty for none.
     */
    public String labelThatDeclinesHelp() {
        return text("KEY_DISABLE_APP_CONTROLLER", "");
    }

    /** A setting; {@code otherwise} when unset or blank. */
    String text(String name, String otherwise) {
        String value = environment.getOrDefault(name, "");
        return value.isBlank() ? otherwise : value.trim();
    }

    /**
     * A duration as the chart writes it, for example {@code 1m30s} or {@code 500ms}.
     *
     * @throws IllegalArgumentException when it is something else; the message names the setting
     */
    static Duration duration(String setting, String text) {
        Matcher matcher = PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (matcher.find() && matcher.start() == end) {
            double number = Double.parseDouble(matcher.group(1));
            long millis = switch (matcher.group(2)) {
                case "ms" -> 1;
                case "s" -> 1_000;
                case "m" -> 60_000;
                default -> 3_600_000;
            };
            sum = sum.plusMillis((long) (number * millis));
            end = matcher.end();
        }
        if (end == 0 || end != text.length()) {
            throw new IllegalArgumentException(
                    setting + ": \"" + text + "\" is not accepted; expected a duration such as 30s or 1m30s");
        }
        return sum;
    }
}
