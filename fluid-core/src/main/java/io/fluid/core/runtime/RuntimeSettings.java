package io.fluid.core.runtime;

import io.fluid.core.spi.ClusterFacts;
import io.soabase.recordbuilder.core.RecordBuilder;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern PART_OF_DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h)");

    public RuntimeSettings {
        excludedNodes = Map.copyOf(excludedNodes);
    }

    /**
     * Reads the settings of a process.
     *
     * @param environment {@code MOUNT_ROOT}, {@code IMAGE_PULL_SECRETS} (comma separated), {@code CRITICAL_FUSE_POD},
     *     {@code FLUID_SCHEDULE_INFO_EXCLUDE_NODE_SELECTOR} ({@code key=value} or {@code key==value}, comma
     *     separated), {@code
     *     FLUID_SYNC_RETRY_DURATION} (time between looks at a cache, {@code 15s} or {@code 1m30s})
     * @throws IllegalArgumentException when a value cannot be used; the message names the setting
     */
    public static RuntimeSettings of(Map<String, String> environment, PortRange ports) {
        RuntimeSettings defaults = defaults();
        return RuntimeSettingsBuilder.builder(defaults)
                .facts(facts(environment))
                .ports(ports)
                .excludedNodes(labels(environment.getOrDefault("FLUID_SCHEDULE_INFO_EXCLUDE_NODE_SELECTOR", "")))
                .reportPeriod(reportPeriod(environment.getOrDefault("FLUID_SYNC_RETRY_DURATION", "")))
                .build();
    }

    // Not at once again, and a bare number stands for seconds.
    private static Duration reportPeriod(String text) {
        String period = text.trim();
        if (period.isEmpty()) {
            return defaults().reportPeriod();
        }
        Duration asked = duration("FLUID_SYNC_RETRY_DURATION", period.matches("[0-9]{1,9}") ? period + "s" : period);
        return asked.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : asked;
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
            if (equals < 1 || part.charAt(equals - 1) == '!') {
                throw new IllegalArgumentException("FLUID_SCHEDULE_INFO_EXCLUDE_NODE_SELECTOR: \"" + text
                        + "\" is not accepted; expected key=value,key=value");
            }
            String value = part.substring(equals + 1);
            labels.put(part.substring(0, equals).trim(), (value.startsWith("=") ? value.substring(1) : value).trim());
        }
        return labels;
    }

    /**
     * A duration as the chart writes it, for example {@code 1m30s} or {@code 500ms}.
     *
     * @throws IllegalArgumentException when it is something else; the message names the setting
     */
    public static Duration duration(String setting, String text) {
        Matcher matcher = PART_OF_DURATION.matcher(text);
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
