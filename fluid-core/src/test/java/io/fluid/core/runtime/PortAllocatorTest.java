package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fluid.core.kube.FakeCluster;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.kube.ResourceKind;
import io.fluid.core.spi.PortClaim;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class PortAllocatorTest {

    private static final List<PortClaim> CLAIMS = List.of(PortClaim.any("rpc"));

    private static final PortRange RANGE = new PortRange(20000, 20010);

    private final FakeCluster cluster = new FakeCluster();
    private final HostPorts shared = new HostPorts();
    private final PortAllocator ports =
            new PortAllocator(cluster, RuntimeReconciler.kind(FakeEngine.DESCRIPTOR), RANGE, shared);

    @Test
    void ports_whose_write_may_have_happened_are_given_to_nobody_else() {
        GenericKubernetesResource first = runtime("first");
        // Its write is lost, or the watch has not shown it yet.
        assertThat(ports.allocate(first, CLAIMS)).isEqualTo(Map.of("rpc", 20000));
        assertThat(ports.allocate(runtime("second"), CLAIMS)).isEqualTo(Map.of("rpc", 20001));
        assertThat(ports.allocate(first, CLAIMS)).isEqualTo(Map.of("rpc", 20000));
    }

    @Test
    void engines_of_one_process_share_the_ports() {
        ResourceKind<GenericKubernetesResource> otherKind =
                ResourceKind.generic("data.fluid.io", "v1alpha1", "OtherRuntime", "otherruntimes");
        PortAllocator other = new PortAllocator(cluster, otherKind, RANGE, shared);

        assertThat(ports.allocate(runtime("first"), CLAIMS)).isEqualTo(Map.of("rpc", 20000));
        assertThat(other.allocate(runtime("first"), CLAIMS)).isEqualTo(Map.of("rpc", 20001));
        other.forget(ObjectKey.of(runtime("first")));
        assertThat(ports.allocate(runtime("second"), CLAIMS)).isEqualTo(Map.of("rpc", 20001));
    }

    @Test
    void a_runtime_that_has_its_ports_keeps_them_until_it_claims_others() {
        GenericKubernetesResource runtime = runtime("first");
        runtime = written(runtime, ports.allocate(runtime, CLAIMS));
        assertThat(ports.allocate(runtime, CLAIMS)).isEqualTo(Map.of("rpc", 20000));
        assertThat(ports.allocate(runtime, List.of(PortClaim.fixed("rpc", 7)))).isEqualTo(Map.of("rpc", 7));
        assertThat(ports.allocate(runtime, List.of(PortClaim.any("rpc"), PortClaim.any("web"))))
                .isEqualTo(Map.of("rpc", 20000, "web", 20001));
        assertThat(ports.allocate(runtime, List.of())).isEmpty();
    }

    private GenericKubernetesResource runtime(String name) {
        cluster.put(FakeEngine.runtime("team", name, Map.of("replicas", 1)));
        return read(name);
    }

    private GenericKubernetesResource written(GenericKubernetesResource runtime, Map<String, Integer> given) {
        cluster.patchMetadata(runtime, Map.of(), PortAllocator.annotation(given));
        return read(runtime.getMetadata().getName());
    }

    private GenericKubernetesResource read(String name) {
        return cluster.get(RuntimeReconciler.kind(FakeEngine.DESCRIPTOR), "team", name)
                .orElseThrow();
    }
}
