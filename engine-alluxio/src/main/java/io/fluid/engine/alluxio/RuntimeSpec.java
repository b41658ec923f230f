package io.fluid.engine.alluxio;

import io.fluid.api.v1alpha1.AlluxioComponentSpec;
import io.fluid.api.v1alpha1.AlluxioComponentSpecBuilder;
import io.fluid.api.v1alpha1.AlluxioFuseSpec;
import io.fluid.api.v1alpha1.AlluxioFuseSpecBuilder;
import io.fluid.api.v1alpha1.AlluxioRuntime;
import io.fluid.api.v1alpha1.AlluxioRuntimeSpec;
import io.fluid.api.v1alpha1.PodMetadata;
import io.fluid.core.spi.CacheRequest;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A runtime's spec, read with its defaults.
 *
 * @param spec as the user wrote it
 */
record RuntimeSpec(AlluxioRuntimeSpec spec) {

    static final String CONTAINER_NETWORK = "ContainerNetwork";

    /**
     * The spec of a request's runtime.
     *
     * @throws IllegalArgumentException when a field has a value of the wrong type
     */
    static RuntimeSpec of(CacheRequest request) {
        return new RuntimeSpec(request.runtimeAs(AlluxioRuntime.class).getSpec());
    }

    /** A component's part of the spec; empty where the user wrote none. FUSE is told in the same words. */
    AlluxioComponentSpec component(Component component) {
        AlluxioComponentSpec part = switch (component) {
            case MASTER -> spec.master();
            case JOB_MASTER -> spec.jobMaster();
            case API_GATEWAY -> spec.apiGateway();
            case WORKER -> spec.worker();
            case JOB_WORKER -> spec.jobWorker();
            case FUSE -> asComponent(fuse());
            case CLIENT -> null;
        };
        return part == null ? AlluxioComponentSpecBuilder.builder().build() : part;
    }

    AlluxioFuseSpec fuse() {
        AlluxioFuseSpec fuse = spec.fuse();
        return fuse == null ? AlluxioFuseSpecBuilder.builder().build() : fuse;
    }

    int masters() {
        Integer replicas = component(Component.MASTER).replicas();
        return replicas == null ? 1 : replicas;
    }

    int workers() {
        return spec.replicas() == null ? 1 : spec.replicas();
    }

    /** Whether there are masters to take over from one another. */
    boolean highlyAvailable() {
        return masters() > 1;
    }

    boolean hasGateway() {
        return Boolean.TRUE.equals(component(Component.API_GATEWAY).enabled());
    }

    boolean has(Component component) {
        return component != Component.API_GATEWAY || hasGateway();
    }

    /** What the cache listens on. */
    List<Port> ports() {
        return Arrays.stream(Port.values()).filter(this::has).toList();
    }

    private boolean has(Port port) {
        return switch (port) {
            case EMBEDDED, JOB_EMBEDDED -> highlyAvailable();
            case REST -> hasGateway();
            default -> true;
        };
    }

    /** The number that the user chose, if any. */
    OptionalInt chosen(Port port) {
        AlluxioComponentSpec part = component(port.component());
        Integer number = part.ports().get(port.key());
        if (number != null) {
            return OptionalInt.of(number);
        }
        String property = part.properties()
                .getOrDefault(port.property(), spec.properties().get(port.property()));
        return property == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(property.strip()));
    }

    /** Whether a component's pod runs in the node's network. */
    boolean hostNetwork(Component component) {
        return !CONTAINER_NETWORK.equals(component(component.pod()).networkMode());
    }

    /** Labels and annotations of a pod: of the runtime, of its components, of the one it is named for; later ones win. */
    List<PodMetadata> metadata(Component pod) {
        List<PodMetadata> metadata = new ArrayList<>();
        add(metadata, spec.podMetadata());
        List<Component> members = Component.inPodOf(pod);
        for (int i = members.size() - 1; i >= 0; i--) {
            if (has(members.get(i))) {
                add(metadata, component(members.get(i)).podMetadata());
            }
        }
        return metadata;
    }

    private static void add(List<PodMetadata> all, @Nullable PodMetadata metadata) {
        if (metadata != null) {
            all.add(metadata);
        }
    }

    private static AlluxioComponentSpec asComponent(AlluxioFuseSpec fuse) {
        return new AlluxioComponentSpec(
                null,
                fuse.jvmOptions(),
                fuse.properties(),
                Map.of(),
                fuse.resources(),
                fuse.env(),
                null,
                fuse.nodeSelector(),
                fuse.networkMode(),
                fuse.volumeMounts(),
                fuse.podMetadata(),
                fuse.imagePullSecrets(),
                Map.of());
    }
}
