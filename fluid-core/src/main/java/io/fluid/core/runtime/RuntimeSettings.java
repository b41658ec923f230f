package io.fluid.core.runtime;

import io.fluid.core.spi.ClusterFacts;
import io.soabase.recordbuilder.core.RecordBuilder;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the administrator set for the runtime controllers.
 *
 * @param facts what engines may know of the installation
 * @param ports host ports that may be allocated
 * @param excludedNodes labels of nodes that never get labels from us; empty for none
 * @param reportPeriod time between two looks at a cache that changes
 * @param longestReportPeriod time between two looks at a cache that does not change
 * @param busyReportPeriod time between two looks while a data operation runs
 * @param reportDeadline time that one look may take
 * @param measureDeadline time that one count of the under-storage may take
 */
@RecordBuilder
public record RuntimeSettings(
        ClusterFacts facts,
        PortRange ports,
        Map<String, String> excludedNodes,
        Duration reportPeriod,
        Duration longestReportPeriod,
        Duration busyReportPeriod,
        Duration reportDeadline,
        Duration measureDeadline) {

    public RuntimeSettings {
        excludedNodes = Map.copyOf(excludedNodes);
    }

    /**
     * Reads the settings of a process.
     *
     * @param environment {@code MOUNT_ROOT}, {@code IMAGE_PULL_SECRETS} (comma separated), {@code CRITICAL_FUSE_POD},
     *     {@code FLUID_SCHEDULE_INFO_EXCLUDE_NODE_SELECTOR} ({@code key=value}, comma separated), {@code
     *     FLUID_SYNC_RETRY_DURATION} (seconds between looks at a cache, {@code 15s})
     * @throws IllegalArgumentException when a value cannot be used; the message names the setting
     */
    public static RuntimeSettings of(Map<String, String> environment, PortRange ports) {
        RuntimeSettings defaults = defaults();
        return RuntimeSettingsBuilder.builder(defaults)
                .facts(facts(environment))
                .ports(ports)
                .excludedNodes(labels(environment.getOrDefault("FLUID_SCHEDULE_INFO_EXCLUDE_NODE_SELECTOR", "")))
                .reportPeriod(seconds(environment, "FLUID_SYNC_RETRY_DURATION", defaults.reportPeriod()))
                .build();
    }

    /** The facts for engines, from the same environment. */
    public static ClusterFacts facts(Map<String, String> environment) {
        String root = environment.getOrDefault("MOUNT_ROOT", "");
        return new ClusterFacts(
                root.isBlank() ? ClusterFacts.DEFAULT_MOUNT_ROOT : root.trim(),
                parts(environment.getOrDefault("IMAGE_PULL_SECRETS", "")),
                !"false"
                        .equalsIgnoreCase(environment
                                .getOrDefault("CRITICAL_FUSE_POD", "true")
                                .trim()));
    }

    private static List<String> parts(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::trim)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new TreeMap<>();
        for (String part : parts(text)) {
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("FLUID_SCHEDULE_INFO_EXCLUDE_NODE_SELECTOR: \"" + text
                        + "\" is not accepted; expected key=value,key=value");
            }
            labels.put(part.substring(0, equals), part.substring(equals + 1));
        }
        return labels;
    }

    private static Duration seconds(Map<String, String> environment, String name, Duration otherwise) {
        String text = environment.getOrDefault(name, "").trim();
        if (text.isEmpty()) {
            return otherwise;
        }
        String digits = text.endsWith("s") ? text.substring(0, text.length() - 1) : text;
        try {
            return Duration.ofSeconds(Math.max(1, Long.parseLong(digits)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": \"" + text + "\" is not accepted; expected seconds: 15s", e);
        }
    }

    /** What holds when the chart's values are left alone. */
    public static RuntimeSettings defaults() {
        return new RuntimeSettings(
                ClusterFacts.defaults(),
                new PortRange(20000, 26000),
                Map.of(),
                Duration.ofSeconds(15),
                Duration.ofMinutes(4),
                Duration.ofSeconds(2),
                Duration.ofSeconds(10),
                Duration.ofMinutes(30));
    }
}
