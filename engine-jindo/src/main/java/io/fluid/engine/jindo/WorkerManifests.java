package io.fluid.engine.jindo;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fluid.core.spi.support.PodObjects;

import java.util.ArrayList;
import java.util.List;

/** Renders the workers. */
final class WorkerManifests {

    private final JindoPlan plan;
    private final PodParts parts;

    WorkerManifests(JindoPlan plan, PodParts parts) {
        this.plan = plan;
        this.parts = parts;
    }

    StatefulSet statefulSet(String content) {
        List<Volume> volumes = new ArrayList<>(parts.volumes(Component.WORKER));
        List<VolumeMount> mounts = new ArrayList<>(parts.mounts());
        plan.tiers().forEach(tier -> {
            volumes.add(tier.volume());
            mounts.add(PodObjects.mount(tier.volume().getName(), tier.path(), false));
        });
        return parts.statefulSet(
                Component.WORKER,
                plan.workers(),
                parts.template(Component.WORKER, content)
                        .editSpec()
                        .withContainers(parts.container(Component.WORKER, environment(), mounts)
                                .withCommand(PodParts.ENTRYPOINT)
                                .withArgs("worker")
                                .withReadinessProbe(parts.listens(Port.WORKER_RPC))
                                .build())
                        .withVolumes(volumes)
                        .endSpec());
    }

    private List<EnvVar> environment() {
        List<EnvVar> environment = new ArrayList<>(List.of(
                PodObjects.variable("STORAGE_NAMESPACE_RPC_ADDRESS", plan.masterAddresses()),
                PodObjects.variable(PodParts.MASTERS, plan.masterAddresses()),
                PodObjects.fieldRef("STORAGE_ADDRESS", plan.hostNetwork() ? "status.hostIP" : "status.podIP")));
        if (!plan.hostNetwork()) {
            environment.add(PodObjects.fieldRef("POD_NAME", "metadata.name"));
            environment.add(PodObjects.variable(
                    "STORAGE_DATA_PATH",
                    String.join(
                            ",",
                            plan.tiers().stream().map(Sections::dataDirectory).toList())));
        }
        return environment;
    }
}
