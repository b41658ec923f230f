package io.fluid.core.launcher;

import io.fluid.core.runtime.RuntimeSettings;

import java.time.Duration;
import java.util.Map;

/**
 * What a controller process is told by its environment.
 *
 * @param environment all variables
 */
public record ProcessSettings(Map<String, String> environment) {

    private static final Duration DEFAULT_GRACE = Duration.ofSeconds(30);

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
        return text.isEmpty() ? DEFAULT_GRACE : RuntimeSettings.duration("FLUID_RUNTIME_IDLE_GRACE_PERIOD", text);
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
}
