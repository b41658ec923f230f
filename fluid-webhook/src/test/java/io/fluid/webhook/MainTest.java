package io.fluid.webhook;

import joptsimple.OptionException;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MainTest {

    @Test
    void optionsThatOnlyUpstreamKnowsAreIgnored() {
        WebhookSettings settings = Main.parse(
                List.of(
                        "--development=false",
                        "--webhook-port=9444",
                        "--webhook-cert-dir",
                        "/etc/certs",
                        "--full-go-profile=true",
                        "--pprof-addr=:6060",
                        "--metrics-addr=:8081"),
                Map.of());

        assertThat(settings.port()).isEqualTo(9444);
        assertThat(settings.metricsAddress()).isEqualTo(":8081");
        assertThat(settings.unknownOptions())
                .containsExactly(
                        "--development=false",
                        "--webhook-cert-dir",
                        "/etc/certs",
                        "--full-go-profile=true",
                        "--pprof-addr=:6060");
    }

    @Test
    void aValueOfTheWrongTypeIsRefused() {
        assertThatThrownBy(() -> Main.parse(List.of("--webhook-port=x"), Map.of()))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("webhook-port");
    }

    @Test
    void nativeSidecarsAreChosenFrom29AndCanBeAskedForFrom28WhichHasThemBehindAGate() {
        assertThat(InjectionMode.of("auto", 28)).isEqualTo(InjectionMode.DEFAULT);
        assertThat(InjectionMode.of("auto", 29)).isEqualTo(InjectionMode.NATIVE);
        assertThat(InjectionMode.of("native-sidecar", 28)).isEqualTo(InjectionMode.NATIVE);
        assertThatThrownBy(() -> InjectionMode.of("native-sidecar", 27))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("1.28")
                .hasMessageContaining("1.27");
    }

    @Test
    void noNamespaceIsNamedAsThatOfTheWarmUp() {
        assertThat(WarmUp.NAMESPACE).doesNotMatch("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    }
}
