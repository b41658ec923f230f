package io.fluid.engine.juicefs;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fluid.api.v1alpha1.JuiceFSComponentSpec;
import io.fluid.api.v1alpha1.JuiceFSFuseSpec;
import io.fluid.api.v1alpha1.JuiceFSFuseSpecBuilder;
import io.fluid.api.v1alpha1.JuiceFSRuntime;
import io.fluid.api.v1alpha1.JuiceFSRuntimeSpec;
import io.fluid.api.v1alpha1.PodMetadata;
import io.fluid.api.v1alpha1.TieredStoreLevel;
import io.fluid.api.v1alpha1.TieredStoreLevelBuilder;
import io.fluid.core.spi.CacheRequest;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** A JuiceFSRuntime's spec with its defaults. */
record RuntimeSpec(JuiceFSRuntimeSpec spec) {

    static final String CONTAINER_NETWORK = "ContainerNetwork";

    /** The parts that worker and fuse have in common. */
    record Part(
            List<EnvVar> env,
            @Nullable ResourceRequirements resources,
            Map<String, String> options,
            Map<String, String> nodeSelector,
            List<VolumeMount> volumeMounts,
            List<ContainerPort> ports,
            @Nullable PodMetadata metadata,
            boolean hostNetwork) {

        /** Whether a directory lies in a volume that the user mounts, and may write to. */
        boolean holds(String directory) {
            return volumeMounts.stream()
                    .filter(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                    .map(mount -> mount.getMountPath().replaceAll("/+$", ""))
                    .anyMatch(path -> directory.equals(path) || directory.startsWith(path + "/"));
        }
    }

    /** @throws IllegalArgumentException when a field has a value of the wrong type; the message names the field */
    static RuntimeSpec of(CacheRequest request) {
        return new RuntimeSpec(request.runtimeAs(JuiceFSRuntime.class).getSpec());
    }

    int workers() {
        return spec.replicas() == null ? 1 : spec.replicas();
    }

    boolean hasWorkers() {
        return spec.worker() == null || !Boolean.FALSE.equals(spec.worker().enabled());
    }

    Part worker() {
        JuiceFSComponentSpec worker = spec.worker();
        return worker == null
                ? new Part(List.of(), null, Map.of(), Map.of(), List.of(), List.of(), null, true)
                : new Part(
                        worker.env(),
                        worker.resources(),
                        worker.options(),
                        worker.nodeSelector(),
                        worker.volumeMounts(),
                        worker.ports(),
                        worker.podMetadata(),
                        !CONTAINER_NETWORK.equals(worker.networkMode()));
    }

    JuiceFSFuseSpec fuseSpec() {
        return spec.fuse() == null ? JuiceFSFuseSpecBuilder.builder().build() : spec.fuse();
    }

    Part fuse() {
        JuiceFSFuseSpec fuse = fuseSpec();
        return new Part(
                fuse.env(),
                fuse.resources(),
                fuse.options(),
                fuse.nodeSelector(),
                fuse.volumeMounts(),
                List.of(),
                fuse.podMetadata(),
                !CONTAINER_NETWORK.equals(fuse.networkMode()));
    }

    /** Levels of the cache; JuiceFS users part directories by colons, everybody else by commas. */
    List<TieredStoreLevel> levels() {
        return spec.tieredstore() == null
                ? List.of()
                : spec.tieredstore().levels().stream()
                        .map(level -> level.path() == null
                                ? level
                                : TieredStoreLevelBuilder.builder(level)
                                        .path(level.path().replace(':', ','))
                                        .build())
                        .toList();
    }
}
