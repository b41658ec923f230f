package io.fluid.engine.jindo;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fluid.api.Annotations;
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

    private static final String DEVICE_VOLUME = "jindofs-fuse-device";
    private static final String DEVICE = "/dev/fuse";
    private static final String FUSE_VOLUME = "jindofs-fuse-mount";
    private static final String MOUNT_TYPE = "fuse.jindofs-fuse";

    private final JindoPlan plan;
    private final PodParts parts;

    FuseManifests(JindoPlan plan, PodParts parts) {
        this.plan = plan;
        this.parts = parts;
    }

    FuseDescription describe(DatasetId id, String content) {
        return new FuseDescription(daemonSet(id, content), plan.fuse().mountPath(), MOUNT_TYPE);
    }

    private DaemonSet daemonSet(DatasetId id, String content) {
        List<Volume> volumes = new ArrayList<>(parts.volumes(Component.FUSE));
        volumes.add(hostPath(DEVICE_VOLUME, DEVICE, "CharDevice"));
        volumes.add(hostPath(FUSE_VOLUME, folder(), "DirectoryOrCreate"));
        List<Toleration> tolerations = new ArrayList<>(plan.pod(Component.FUSE).tolerations());
        tolerations.add(new TolerationBuilder().withOperator("Exists").build());
        return new DaemonSetBuilder()
                .withNewMetadata()
                .withName(plan.workload(Component.FUSE))
                .withNamespace(plan.namespace())
                .addToLabels(parts.selector(Component.FUSE))
                .withAnnotations(
                        plan.fuse().scrapedSidecars() ? Map.of(Annotations.SCRAPE_FUSE_METRICS, Labels.TRUE) : Map.of())
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels(parts.selector(Component.FUSE))
                .endSelector()
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .endUpdateStrategy()
                .withTemplate(parts.template(Component.FUSE, content)
                        .editSpec()
                        .addToNodeSelector(id.key(Labels.FUSE_PREFIX), Labels.TRUE)
                        .withTolerations(tolerations)
                        .withPriorityClassName(plan.fuse().critical() ? "system-node-critical" : null)
                        .withTerminationGracePeriodSeconds(60L)
                        .withContainers(container())
                        .withVolumes(volumes)
                        .endSpec()
                        .build())
                .endSpec()
                .build();
    }

    private Container container() {
        Map<String, String> inputs = new LinkedHashMap<>();
        if (!plan.fuseOnly()) {
            inputs.put(PodParts.MASTERS, plan.masterAddresses());
        }
        inputs.put("FLUID_FUSE_MOUNTPOINT", plan.fuse().mountPath());
        inputs.put("FLUID_FUSE_MODE", plan.fuseOnly() ? "fuseOnly" : "");
        List<VolumeMount> mounts = new ArrayList<>(parts.mounts());
        mounts.add(PodObjects.mount(DEVICE_VOLUME, DEVICE, false));
        mounts.add(new VolumeMountBuilder()
                .withName(FUSE_VOLUME)
                .withMountPath(folder())
                .withMountPropagation("Bidirectional")
                .build());
        return parts.container(Component.FUSE, PodObjects.plain(inputs), mounts)
                .withCommand(PodParts.ENTRYPOINT)
                .withArgs(plan.fuse().arguments().stream().map(PodText::literal).toList())
                .withNewLifecycle()
                .withNewPreStop()
                .withNewExec()
                .withCommand("/prestop.sh")
                .endExec()
                .endPreStop()
                .endLifecycle()
                .withNewSecurityContext()
                .withPrivileged(true)
                .withRunAsUser(0L)
                .withNewCapabilities()
                .withAdd("SYS_ADMIN")
                .endCapabilities()
                .endSecurityContext()
                .build();
    }

    private String folder() {
        String path = plan.fuse().mountPath();
        return path.substring(0, path.lastIndexOf('/'));
    }

    private static Volume hostPath(String name, String path, String type) {
        return new VolumeBuilder()
                .withName(name)
                .withNewHostPath()
                .withPath(path)
                .withType(type)
                .endHostPath()
                .build();
    }
}
