package io.fluid.engine.jindo;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fluid.api.v1alpha1.ClientMetrics;
import io.fluid.api.v1alpha1.JindoComponentSpec;
import io.fluid.api.v1alpha1.JindoComponentSpecBuilder;
import io.fluid.api.v1alpha1.JindoFuseSpec;
import io.fluid.api.v1alpha1.JindoFuseSpecBuilder;
import io.fluid.api.v1alpha1.JindoRuntime;
import io.fluid.api.v1alpha1.JindoRuntimeSpec;
import io.fluid.api.v1alpha1.JindoRuntimeSpecBuilder;
import io.fluid.core.spi.CacheRequest;
import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A runtime's spec, read with its defaults.
 *
 * @param spec as the user wrote it
 * @param annotations of the runtime
 */
record RuntimeSpec(JindoRuntimeSpec spec, Map<String, String> annotations) {

    static final String CONTAINER_NETWORK = "ContainerNetwork";
    static final int RAFT_MASTERS = 3;

    RuntimeSpec {
        annotations = Map.copyOf(annotations);
    }

    /**
     * The spec of a request's runtime.
     *
     * @throws IllegalArgumentException when a field has a value of the wrong type
     */
    static RuntimeSpec of(CacheRequest request) {
        Map<String, String> annotations = request.runtime().getMetadata().getAnnotations();
        JindoRuntimeSpec spec = request.runtimeAs(JindoRuntime.class).getSpec();
        return new RuntimeSpec(
                spec == null ? JindoRuntimeSpecBuilder.builder().build() : spec,
                annotations == null ? Map.of() : annotations);
    }

    /** A component's part of the spec; empty where the user wrote none. FUSE is told in the same words. */
    JindoComponentSpec component(Component component) {
        JindoComponentSpec part = switch (component) {
            case MASTER -> spec.master();
            case WORKER -> spec.worker();
            case FUSE -> asComponent(fuse());
        };
        return part == null ? JindoComponentSpecBuilder.builder().build() : part;
    }

    JindoFuseSpec fuse() {
        JindoFuseSpec fuse = spec.fuse();
        return fuse == null ? JindoFuseSpecBuilder.builder().build() : fuse;
    }

    boolean disabled(Component component) {
        return Boolean.TRUE.equals(component(component).disabled());
    }

    /** Whether there is no cache, only clients that read the storage themselves. */
    boolean fuseOnly() {
        return disabled(Component.MASTER) && disabled(Component.WORKER);
    }

    boolean has(Component component) {
        return component == Component.FUSE || !fuseOnly();
    }

    int masters() {
        Integer replicas = component(Component.MASTER).replicas();
        return replicas == null ? 1 : replicas;
    }

    int workers() {
        return spec.replicas() == null ? 1 : spec.replicas();
    }

    boolean highlyAvailable() {
        return masters() == RAFT_MASTERS;
    }

    boolean hostNetwork() {
        return !CONTAINER_NETWORK.equals(spec.networkmode());
    }

    boolean offersMetrics() {
        ClientMetrics metrics = fuse().metrics();
        return metrics != null && Boolean.TRUE.equals(metrics.enabled());
    }

    /** What the cache listens on. */
    List<Port> ports() {
        return Arrays.stream(Port.values()).filter(this::has).toList();
    }

    private boolean has(Port port) {
        return switch (port) {
            case METRICS -> offersMetrics();
            case RAFT -> !fuseOnly() && highlyAvailable();
            case RPC, WORKER_RPC -> !fuseOnly();
        };
    }

    /** The number that the user chose, if any. */
    OptionalInt chosen(Port port) {
        JindoComponentSpec part = component(port.component());
        Integer number = part.ports().get(port.key());
        if (number != null) {
            return OptionalInt.of(number);
        }
        String property = part.properties()
                .getOrDefault(port.property(), spec.properties().get(port.property()));
        return property == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(property.strip()));
    }

    List<Toleration> tolerations(Component component) {
        return component(component).tolerations();
    }

    List<LocalObjectReference> pullSecrets(Component component) {
        List<LocalObjectReference> own = component(component).imagePullSecrets();
        return own.isEmpty() ? spec.imagePullSecrets() : own;
    }

    /** A text that is empty when it is absent. */
    static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static JindoComponentSpec asComponent(JindoFuseSpec fuse) {
        return new JindoComponentSpec(
                null,
                fuse.properties(),
                Map.of(),
                fuse.resources(),
                fuse.env(),
                fuse.nodeSelector(),
                fuse.tolerations(),
                fuse.labels(),
                fuse.podMetadata(),
                fuse.disabled(),
                List.of(),
                fuse.imagePullSecrets(),
                Map.of());
    }
}
