package io.fluid.e2e.faults;

import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fluid.e2e.bench.BareCluster;
import io.fluid.e2e.bench.Controller;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("cluster")
class LeaderIT {

    @Test
    void a_deposed_leader_stops_at_once() throws Exception {
        String namespace = BareCluster.SYSTEM;
        List<String> command =
                List.of("runtime-controller", "start", "--engine", "alluxio", "--enable-leader-election");
        try (BareCluster cluster = new BareCluster();
                Controller leader = Controller.start(cluster.kubeconfig(), command)) {
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
}
