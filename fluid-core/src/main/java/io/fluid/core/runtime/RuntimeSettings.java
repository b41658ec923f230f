package io.fluid.core.runtime;

import io.fluid.core.spi.ClusterFacts;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.Map;

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
