package io.fluid.core.runtime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RuntimeSettingsTest {

    private static final PortRange PORTS = new PortRange(1, 2);

    @ParameterizedTest
    @CsvSource({"15s, PT15S", "1m, PT1M", "1m30s, PT1M30S", "1.5s, PT1.5S", "20, PT20S", "500ms, PT1S", "'', PT15S"})
    void cachesAreLookedAtAsOftenAsTheChartSays(String text, Duration period) {
        assertThat(settings("FLUID_SYNC_RETRY_DURATION", text).reportPeriod()).isEqualTo(period);
    }

    @Test
    void nodesAreLeftOutByTheirLabels() {
        assertThat(settings("FLUID_SCHEDULE_INFO_EXCLUDE_NODE_SELECTOR", "type=virtual-kubelet, zone==edge, x=")
                        .excludedNodes())
                .isEqualTo(Map.of("type", "virtual-kubelet", "zone", "edge", "x", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"type", "type!=a", "type in (a)", "=a"})
    void otherSelectorsAreRefused(String text) {
        assertThatThrownBy(() -> settings("FLUID_SCHEDULE_INFO_EXCLUDE_NODE_SELECTOR", text))
                .hasMessage("FLUID_SCHEDULE_INFO_EXCLUDE_NODE_SELECTOR: \"" + text
                        + "\" is not accepted; expected key=value,key=value");
    }

    @ParameterizedTest
    @CsvSource({"/runtime-mnt/, /runtime-mnt", "/a//b//, /a/b", "/, /", "' ', /runtime-mnt"})
    void theMountRootIsWrittenAsTheKernelDoes(String text, String root) {
        assertThat(settings("MOUNT_ROOT", text).facts().mountRoot()).isEqualTo(root);
    }

    private static RuntimeSettings settings(String name, String value) {
        return RuntimeSettings.of(Map.of(name, value), PORTS);
    }
}
