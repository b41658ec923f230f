package io.fluid.e2e.faults;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fluid.e2e.bench.BareCluster;
import io.fluid.e2e.bench.Controller;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("cluster")
class LeaderIT {

    @Test
    void a_deposed_leader_stops_at_once() throws Exception {
        String namespace = BareCluster.SYSTEM;
        List<String> command =
                List.of("runtime-controller", "start", "--engine", "alluxio", "--enable-leader-election");
        try (BareCluster cluster = new BareCluster();
                Controller leader = Controller.start(cluster.podEnvironment(), command)) {
            long begun = System.nanoTime();
            cluster.client()
                    .leases()
                    .inNamespace(namespace)
                    .withName("alluxio.data.fluid.io")
                    .patch(
                            PatchContext.of(PatchType.JSON_MERGE),
                            "{\"spec\":{\"holderIdentity\":\"another\",\"renewTime\":\"%s\"}}"
                                    .formatted(Instant.now().toString().replaceAll("\\.\\d+Z", ".000000Z")));
            assertThat(leader.process().waitFor(15, TimeUnit.SECONDS)).isTrue();
            double seconds = (System.nanoTime() - begun) / 1e9;
            System.out.printf(Locale.ROOT, "deposed leader ended after %.1f s%n", seconds);
            assertThat(leader.process().exitValue()).isEqualTo(1);
            assertThat(seconds).isLessThan(12);
        }
    }

    @Test
    void a_leader_whose_renewals_hang_ends_before_its_lease_does() throws Exception {
        AtomicBoolean hangs = new AtomicBoolean();
        Faults faults = call ->
                hangs.get() && call.path().contains("/leases/") ? new Fault.Delay(Duration.ofMinutes(5)) : Fault.NONE;
        List<String> command =
                List.of("runtime-controller", "start", "--engine", "alluxio", "--enable-leader-election");
        try (BareCluster cluster = new BareCluster();
                FaultProxy proxy = new FaultProxy(cluster.client().getConfiguration(), "", faults);
                Controller leader = Controller.start(proxy.environment(), command)) {
            hangs.set(true);
            assertThat(leader.process().waitFor(1, TimeUnit.MINUTES)).isTrue();
            Instant end = Instant.now();
            var lease = cluster.client()
                    .leases()
                    .inNamespace(BareCluster.SYSTEM)
                    .withName("alluxio.data.fluid.io")
                    .get()
                    .getSpec();
            Instant runsOut = lease.getRenewTime().toInstant().plusSeconds(lease.getLeaseDurationSeconds());
            System.out.printf(
                    Locale.ROOT,
                    "leader that cannot renew ended %.1f s before its lease%n",
                    Duration.between(end, runsOut).toMillis() / 1e3);
            assertThat(leader.process().exitValue()).isEqualTo(1);
            assertThat(end).isBefore(runsOut);
        }
    }
}
