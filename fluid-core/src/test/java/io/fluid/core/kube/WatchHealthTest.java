package io.fluid.core.kube;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class WatchHealthTest {

    private static final String WATCH = "pods";

    private long now;
    private final WatchHealth health = new WatchHealth(() -> now);

    @Test
    void a_watch_that_is_being_connected_again_is_well_for_a_while() {
        assertThat(health.isWell(WATCH, true, true)).isTrue();
        assertThat(health.isWell(WATCH, true, false)).isTrue();
        pass(Duration.ofMinutes(4));
        assertThat(health.isWell(WATCH, true, false)).isTrue();
        pass(Duration.ofMinutes(2));
        assertThat(health.isWell(WATCH, true, false)).isFalse();
    }

    @Test
    void a_watch_that_comes_back_is_well_again() {
        health.isWell(WATCH, true, false);
        pass(Duration.ofMinutes(4));
        health.isWell(WATCH, true, true);
        health.isWell(WATCH, true, false);
        pass(Duration.ofMinutes(4));
        assertThat(health.isWell(WATCH, true, false)).isTrue();
    }

    @Test
    void a_watch_of_a_kind_that_does_not_exist_is_no_reason_to_start_again() {
        health.isWell(WATCH, false, false);
        pass(Duration.ofHours(1));
        assertThat(health.isWell(WATCH, false, false)).isTrue();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
