package io.fluid.core.kube;

import org.junit.jupiter.api.Test;

import java.time.Duration;

import static org.assertj.core.api.Assertions.assertThat;

class KeyedQueueTest {

    private static final ObjectKey A = new ObjectKey("default", "a");
    private static final ObjectKey B = new ObjectKey("default", "b");

    private long now;
    private final KeyedQueue queue = new KeyedQueue(() -> now);

    @Test
    void key_that_is_added_often_is_handed_out_once() throws InterruptedException {
        queue.add(A, 0);
        queue.add(A, 0);
        queue.add(B, 1);
        now = 2;

        assertThat(queue.take()).contains(A);
        assertThat(queue.take()).contains(B);
        assertThat(queue.size()).isZero();
    }

    @Test
    void event_during_the_work_has_the_key_handed_out_again_afterwards() throws InterruptedException {
        queue.add(A, 0);
        queue.take();
        queue.add(A, 0);

        assertThat(queue.size()).isZero();
        queue.done(A);
        assertThat(queue.take()).contains(A);
    }

    @Test
    void event_brings_a_delayed_key_forward() throws InterruptedException {
        queue.add(A, 1_000_000_000L);
        queue.add(A, 0);

        assertThat(queue.take()).contains(A);
        assertThat(queue.size()).isZero();
    }

    @Test
    void idle_is_who_neither_works_nor_has_to_begin() throws InterruptedException {
        assertThat(queue.isIdle()).isTrue();
        queue.add(A, 0);
        assertThat(queue.isIdle()).isFalse();
        queue.take();
        assertThat(queue.isIdle()).isFalse();
        queue.add(A, 1);
        queue.done(A);
        assertThat(queue.isIdle()).isTrue();
        now = 1;
        assertThat(queue.isIdle()).isFalse();
    }

    @Test
    void failures_back_off_up_to_a_minute() {
        assertThat(ControllerRuntime.backOff(1)).isEqualTo(Duration.ofMillis(5));
        assertThat(ControllerRuntime.backOff(3)).isEqualTo(Duration.ofMillis(20));
        assertThat(ControllerRuntime.backOff(1_000_000)).isEqualTo(Duration.ofMinutes(1));
    }
}
