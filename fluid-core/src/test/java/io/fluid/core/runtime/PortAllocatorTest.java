package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.FakeCluster;
import io.fluid.core.spi.PortClaim;
import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PortAllocatorTest {

    private static final List<PortClaim> CLAIMS = List.of(PortClaim.any("rpc"));

    private final FakeCluster cluster = new FakeCluster();
    private boolean answersAreLost;

    @Test
    void ports_whose_write_may_have_happened_are_given_to_nobody_else() {
        PortAllocator ports =
                new PortAllocator(losing(), RuntimeReconciler.kind(FakeEngine.DESCRIPTOR), new PortRange(20000, 20010));
        GenericKubernetesResource first = runtime("first");
        GenericKubernetesResource second = runtime("second");
        answersAreLost = true;
        assertThatThrownBy(() -> ports.allocate(first, CLAIMS)).isInstanceOf(KubernetesClientException.class);
        answersAreLost = false;
        // The watch has shown nothing yet.
        assertThat(ports.allocate(second, CLAIMS)).isEqualTo(Map.of("rpc", 20001));
        assertThat(ports.allocate(first, CLAIMS)).isEqualTo(Map.of("rpc", 20000));
    }

    private GenericKubernetesResource runtime(String name) {
        GenericKubernetesResource runtime = FakeEngine.runtime("team", name, Map.of("replicas", 1));
        cluster.put(runtime);
        return cluster.get(RuntimeReconciler.kind(FakeEngine.DESCRIPTOR), "team", name)
                .orElseThrow();
    }

    private Cluster losing() {
        return (Cluster) Proxy.newProxyInstance(
                Cluster.class.getClassLoader(), new Class<?>[] {Cluster.class}, (proxy, method, arguments) -> {
                    if (answersAreLost && method.getName().equals("patchMetadata")) {
                        throw new KubernetesClientException("the answer was lost");
                    }
                    try {
                        return method.invoke(cluster, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
