package io.fluid.engine.juicefs;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fluid.api.DatasetId;
import io.fluid.api.Labels;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.FuseDescription;
import io.fluid.engine.juicefs.RuntimeSpec.Part;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Renders a plan. */
final class Manifests {

    private static final String WORKER = "worker";
    private static final String FUSE = "fuse";
    private static final String MOUNT_TYPE = "JuiceFS";

    private final Plan plan;
    private final PodParts parts;

    Manifests(Plan plan) {
        this.plan = plan;
        this.parts = new PodParts(plan);
    }

    CacheDescription describe(DatasetId id) {
        boolean workers = plan.runtime().hasWorkers();
        List<HasMetadata> resources = new ArrayList<>(List.of(parts.script(scriptName(FUSE))));
        if (workers) {
            resources.add(parts.script(scriptName(WORKER)));
            resources.add(service());
        }
        return new CacheDescription(
                resources,
                null,
                workers ? worker() : null,
                new FuseDescription(fuse(id), plan.mountPath(), MOUNT_TYPE),
                plan.bytes(true),
                plan.bytes(false),
                null);
    }

    private String scriptName(String component) {
        return plan.name() + "-" + component + "-script";
    }

    private Service service() {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(plan.name() + "-worker")
                .withNamespace(plan.namespace())
                .addToLabels(
                        Boolean.TRUE.equals(plan.runtime().spec().disablePrometheus())
                                ? Map.of()
                                : Map.of("monitor", "juicefs_runtime_metrics"))
                .endMetadata()
                .withNewSpec()
                .withClusterIP("None")
                .addToSelector(parts.selector(WORKER))
                .addNewPort()
                .withName("metrics")
                .withPort(plan.workerPort())
                .withNewTargetPort(plan.workerPort())
                .endPort()
                .endSpec()
                .build();
    }

    private StatefulSet worker() {
        Part part = plan.runtime().worker();
        List<ContainerPort> ports = new ArrayList<>(List.of(metricsPort(plan.workerPort())));
        ports.addAll(part.ports());
        Container container = parts.container("juicefs-worker", part, plan.workerArguments(), Map.of())
                .withPorts(ports)
                .withResources(part.resources())
                .withNewReadinessProbe()
                .withNewExec()
                // The root of a JuiceFS volume is inode 1, whatever folder of it is mounted.
                .withCommand("sh", "-c", "test \"$(stat -c %i \"$FLUID_MOUNT\")\" = 1")
                .endExec()
                .withPeriodSeconds(2)
                .withTimeoutSeconds(5)
                .withFailureThreshold(10)
                .endReadinessProbe()
                .withNewLifecycle()
                .withNewPreStop()
                .withNewExec()
                .withCommand("sh", "-c", "umount -l \"$FLUID_MOUNT\"")
                .endExec()
                .endPreStop()
                .endLifecycle()
                .build();
        String name = plan.name() + "-worker";
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(plan.namespace())
                .addToLabels(parts.selector(WORKER))
                .endMetadata()
                .withNewSpec()
                .withReplicas(plan.runtime().workers())
                .withServiceName(name)
                .withPodManagementPolicy("Parallel")
                .withNewSelector()
                .addToMatchLabels(parts.selector(WORKER))
                .endSelector()
                .withVolumeClaimTemplates(plan.runtime().spec().volumeClaimTemplates())
                .withTemplate(parts.template(WORKER, part)
                        .editSpec()
                        .withTerminationGracePeriodSeconds(30L)
                        .withContainers(container)
                        .withVolumes(parts.volumes(scriptName(WORKER), container))
                        .endSpec()
                        .build())
                .endSpec()
                .build();
    }

    private DaemonSet fuse(DatasetId id) {
        Part part = plan.runtime().fuse();
        Container container = parts.container("juicefs-fuse", part, plan.fuseArguments(), Map.of())
                .withImage(plan.fuseImage())
                .withImagePullPolicy(plan.fusePullPolicy())
                .withResources(part.resources())
                .withPorts(metricsPort(plan.fusePort()))
                .addToVolumeMounts(parts.mountOfNode())
                .build();
        return new DaemonSetBuilder()
                .withNewMetadata()
                .withName(plan.name() + "-fuse")
                .withNamespace(plan.namespace())
                .addToLabels(parts.selector(FUSE))
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels(parts.selector(FUSE))
                .endSelector()
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .endUpdateStrategy()
                .withTemplate(parts.template(FUSE, part)
                        .editSpec()
                        .addToNodeSelector(id.key(Labels.FUSE_PREFIX), Labels.TRUE)
                        .withTolerations(
                                new TolerationBuilder().withOperator("Exists").build())
                        .withPriorityClassName(plan.criticalFuse() ? "system-node-critical" : null)
                        .withTerminationGracePeriodSeconds(30L)
                        .withContainers(container)
                        .withVolumes(parts.volumes(scriptName(FUSE), container))
                        .addToVolumes(parts.mountVolume())
                        .endSpec()
                        .build())
                .endSpec()
                .build();
    }

    private static ContainerPort metricsPort(int number) {
        return new ContainerPortBuilder()
                .withName("metrics")
                .withContainerPort(number)
                .build();
    }
}
