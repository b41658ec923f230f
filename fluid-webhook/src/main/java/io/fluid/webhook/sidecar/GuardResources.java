package io.fluid.webhook.sidecar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.webhook.spi.MutatorSettings;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What the mount guard may use. Where all other containers of the pod have a limit of CPU it has one, too, and asks for no
 * less: the pod can be of the class Guaranteed, and is accepted where a quota demands limits. Elsewhere a limit would only
 * slow down the pod's start.
 *
 * @param cpu a Kubernetes quantity
 * @param memory a Kubernetes quantity
 */
record GuardResources(String cpu, String memory) {

    private static final String CPU_SETTING = "MOUNT_GUARD_CPU";
    private static final String MEMORY_SETTING = "MOUNT_GUARD_MEMORY";
    private static final Pattern QUANTITY = Pattern.compile("[0-9]+(\\.[0-9]+)?(m|k|Ki|M|Mi|G|Gi)?");

    static final GuardResources DEFAULT = new GuardResources("100m", "64Mi");

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

    /** The guard's {@code resources} beside these containers. */
    ObjectNode beside(List<JsonNode> containers) {
        boolean limited = containers.stream()
                .allMatch(container -> container.at("/resources/limits").has("cpu"));
        ObjectNode resources = JsonNodeFactory.instance.objectNode();
        ObjectNode limits = resources.putObject("limits").put("memory", memory);
        if (limited) {
            limits.put("cpu", cpu);
            resources.set("requests", limits.deepCopy());
        } else {
            resources.putObject("requests").put("cpu", "1m").put("memory", "16Mi");
        }
        return resources;
    }

    private static void check(String setting, String value) {
        if (!QUANTITY.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    setting + ": \"" + value + "\" is not accepted; expected a quantity such as 50m or 64Mi");
        }
    }
}
