package io.fluid.webhook.sidecar;

import io.fluid.webhook.spi.MutatorSettings;

import java.util.regex.Pattern;

/**
 * What the mount guard asks for, and all that it gets: a pod can be of the class Guaranteed, and is accepted where a quota
 * demands limits.
 *
 * @param cpu a Kubernetes quantity
 * @param memory a Kubernetes quantity
 */
record GuardResources(String cpu, String memory) {

    private static final String CPU_SETTING = "MOUNT_GUARD_CPU";
    private static final String MEMORY_SETTING = "MOUNT_GUARD_MEMORY";
    private static final Pattern QUANTITY = Pattern.compile("[0-9]+(\\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi)?");

    /** It starts a few small programs whenever a client mounts; with less, pods would feel it at their start. */
    static final GuardResources DEFAULT = new GuardResources("50m", "64Mi");

    GuardResources {
        check(CPU_SETTING, cpu);
        check(MEMORY_SETTING, memory);
    }

    /**
     * As the installation says.
     *
     * @throws IllegalArgumentException when it says no quantity
     */
    static GuardResources of(MutatorSettings settings) {
        return new GuardResources(
                settings.setting(CPU_SETTING).orElse(DEFAULT.cpu()),
                settings.setting(MEMORY_SETTING).orElse(DEFAULT.memory()));
    }

    private static void check(String setting, String value) {
        if (!QUANTITY.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    setting + ": \"" + value + "\" is not accepted; expected a quantity such as 50m or 64Mi");
        }
    }
}
