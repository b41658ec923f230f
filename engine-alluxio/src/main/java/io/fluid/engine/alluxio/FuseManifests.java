package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fluid.api.DatasetId;
import io.fluid.api.Labels;
import io.fluid.core.spi.FuseDescription;
import io.fluid.core.spi.PodText;
import io.fluid.core.spi.support.PodObjects;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders the client that mounts the data. */
final class FuseManifests {

    private static final String FUSE_VOLUME = "alluxio-fuse-mount";
    private static final String MOUNT_TYPE = "fuse.alluxio-fuse";

    private final AlluxioPlan plan;
    private final PodParts parts;

    FuseManifests(AlluxioPlan plan, PodParts parts) {
        this.plan = plan;
        this.parts = parts;
    }

    FuseDescription describe(DatasetId id) {
        return new FuseDescription(daemonSet(id), plan.fuse().mountPath(), MOUNT_TYPE);
    }

    private DaemonSet daemonSet(DatasetId id) {
        List<Volume> volumes = new ArrayList<>(List.of(parts.configVolume(), volume()));
        volumes.addAll(parts.used(Component.FUSE));
        return new DaemonSetBuilder()
                .withNewMetadata()
                .withName(plan.name() + "-fuse")
                .withNamespace(plan.namespace())
                .addToLabels(parts.selector("fuse"))
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels(parts.selector("fuse"))
                .endSelector()
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .endUpdateStrategy()
                .withTemplate(parts.template("fuse", plan.pod(Component.FUSE), parts.properties(Component.FUSE))
                        .editSpec()
                        .addToNodeSelector(id.key(Labels.FUSE_PREFIX), Labels.TRUE)
                        .withTolerations(
                                new TolerationBuilder().withOperator("Exists").build())
                        .withPriorityClassName(plan.fuse().critical() ? "system-node-critical" : null)
                        .withTerminationGracePeriodSeconds(30L)
                        .withContainers(container())
                        .withVolumes(volumes)
                        .endSpec()
                        .build())
                .endSpec()
                .build();
    }

    private Container container() {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("FLUID_RUNTIME_TYPE", AlluxioEngineProvider.DESCRIPTOR.runtimeType());
        inputs.put("FLUID_RUNTIME_NS", plan.namespace());
        inputs.put("FLUID_RUNTIME_NAME", plan.name());
        // The entry point of images before 2.8 takes it from here.
        inputs.put("MOUNT_POINT", plan.fuse().mountPath());
        List<VolumeMount> mounts = List.of(
                PodParts.site(Component.FUSE),
                new VolumeMountBuilder()
                        .withName(FUSE_VOLUME)
                        .withMountPath(parent(plan.fuse().mountPath()))
                        .withMountPropagation("Bidirectional")
                        .build());
        return parts.container(Component.FUSE, mounts, "")
                .withCommand(Paths.ENTRYPOINT)
                .withArgs(plan.fuse().arguments().stream().map(PodText::literal).toList())
                .addAllToEnv(PodObjects.plain(inputs))
                .withNewSecurityContext()
                .withPrivileged(true)
                .withRunAsUser(0L)
                .endSecurityContext()
                .build();
    }

    private Volume volume() {
        return new VolumeBuilder()
                .withName(FUSE_VOLUME)
                .withNewHostPath()
                .withPath(parent(plan.fuse().mountPath()))
                .withType("DirectoryOrCreate")
                .endHostPath()
                .build();
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }
}
