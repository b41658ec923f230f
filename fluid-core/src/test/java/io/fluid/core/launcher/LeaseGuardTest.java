package io.fluid.core.launcher;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LeaseGuardTest {

    private static final String ME = "me";

    private final KubernetesClient client = new KubernetesClientBuilder().build();
    private final SlowLock lock = new SlowLock();
    private long now;
    private final LeaseGuard guard = new LeaseGuard(lock, Duration.ofSeconds(13), () -> now);

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void a_process_that_does_not_lead_has_nothing_to_lose() {
        pass(60);
        assertThat(guard.hasRunOut()).isFalse();
    }

    @Test
    void a_lease_that_is_renewed_in_time_holds() {
        renew(ME);
        for (int i = 0; i < 10; i++) {
            pass(10);
            renew(ME);
        }
        assertThat(guard.hasRunOut()).isFalse();
    }

    @Test
    void a_lease_that_could_not_be_renewed_runs_out_whatever_the_election_does() {
        renew(ME);
        lock.refuses = true;
        pass(10);
        assertThatThrownBy(() -> renew(ME)).isInstanceOf(KubernetesClientException.class);
        assertThat(guard.hasRunOut()).isFalse();
        pass(4);
        assertThat(guard.hasRunOut()).isTrue();
    }

    @Test
    void a_renewal_counts_from_when_it_was_asked_for_not_from_when_it_was_answered() {
        lock.takes = 14;
        renew(ME);
        assertThat(guard.hasRunOut()).isTrue();
    }

    @Test
    void a_lease_that_was_given_back_cannot_run_out() {
        renew(ME);
        renew(null);
        pass(60);
        assertThat(guard.hasRunOut()).isFalse();
    }

    private void renew(@Nullable String by) {
        guard.get(client);
        guard.update(client, held(by));
    }

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    private static LeaderElectionRecord held(@Nullable String by) {
        ZonedDateTime time = ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
        return new LeaderElectionRecord(by, Duration.ofSeconds(15), time, time, 0);
    }

    /** An API server that takes its time, or refuses. */
    private final class SlowLock implements Lock {
        private int takes;
        private boolean refuses;

        @Override
        public @Nullable LeaderElectionRecord get(KubernetesClient on) {
            return null;
        }

        @Override
        public void create(KubernetesClient on, LeaderElectionRecord written) {
            update(on, written);
        }

        @Override
        public void update(KubernetesClient on, LeaderElectionRecord written) {
            pass(takes);
            if (refuses) {
                throw new KubernetesClientException("the API server is away");
            }
        }

        @Override
        public String identity() {
            return ME;
        }

        @Override
        public String describe() {
            return "a lock";
        }
    }
}
