package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fluid.core.spi.support.PodObjects;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Renders the workers. */
final class WorkerManifests {

    private final AlluxioPlan plan;
    private final PodParts parts;
    private final ServerParts server;
    private final Set<String> rootSecrets;

    WorkerManifests(AlluxioPlan plan, PodParts parts, ServerParts server) {
        this.plan = plan;
        this.parts = parts;
        this.server = server;
        this.rootSecrets = Mounts.rootSecrets(plan.mounts());
    }

    StatefulSet statefulSet() {
        String content = parts.properties(Component.WORKER)
                + parts.properties(Component.JOB_WORKER)
                + Scripts.text(Scripts.JOB_WORKER)
                + (rootSecrets.isEmpty() ? "" : Scripts.text(Scripts.WORKER) + Scripts.text(Scripts.EXCHANGED));
        List<Volume> volumes = new ArrayList<>(List.of(parts.configVolume(), server.scriptsVolume()));
        plan.tiers().forEach(tier -> volumes.add(tier.volume()));
        volumes.addAll(server.secretVolumes(rootSecrets));
        volumes.addAll(server.volumes());
        volumes.addAll(parts.used(Component.WORKER));
        PodTemplateSpecBuilder template = parts.template("worker", plan.pod(Component.WORKER), content)
                .editSpec()
                // A worker whose master is gone too does not end by itself.
                .withTerminationGracePeriodSeconds(10L)
                .withContainers(worker(), jobWorker())
                .withVolumes(volumes)
                .endSpec();
        server.runAs(template, plan.tiers());
        return parts.statefulSet("worker", plan.workers(), template);
    }

    private Container worker() {
        List<VolumeMount> mounts = new ArrayList<>(List.of(PodParts.site(Component.WORKER)));
        plan.tiers().forEach(tier -> mounts.add(PodObjects.mount(tier.volume().getName(), tier.path(), false)));
        mounts.addAll(server.mounts());
        Map<String, String> inputs = new LinkedHashMap<>(server.tierGuard());
        List<String> command = List.of(Paths.ENTRYPOINT);
        if (!rootSecrets.isEmpty()) {
            mounts.add(PodObjects.mount(ServerParts.SCRIPTS_VOLUME, Paths.SCRIPTS, true));
            mounts.addAll(server.secretMounts(rootSecrets));
            inputs.put("FLUID_ENTRYPOINT", Paths.ENTRYPOINT);
            inputs.putAll(server.exchange());
            command = List.of("sh", Paths.SCRIPTS + "/" + Scripts.WORKER);
        }
        return parts.container(Component.WORKER, mounts, "")
                .withCommand(command)
                .withArgs("worker-only", "--no-format")
                .addAllToEnv(PodObjects.plain(inputs))
                .withPorts(parts.ports(Component.WORKER))
                .withReadinessProbe(parts.serves("/api/v1/worker/info", Port.WORKER_WEB))
                .build();
    }

    private Container jobWorker() {
        List<VolumeMount> mounts = new ArrayList<>(List.of(
                PodParts.site(Component.JOB_WORKER),
                PodObjects.mount(ServerParts.SCRIPTS_VOLUME, Paths.SCRIPTS, true)));
        mounts.addAll(server.mounts());
        Map<String, String> inputs = new LinkedHashMap<>(server.tierGuard());
        inputs.put("FLUID_ENTRYPOINT", Paths.ENTRYPOINT);
        inputs.put("FLUID_PAUSE", "1");
        inputs.put("FLUID_STEADY", "60");
        return parts.container(Component.JOB_WORKER, mounts, "")
                .withCommand("sh", Paths.SCRIPTS + "/" + Scripts.JOB_WORKER)
                .addAllToEnv(PodObjects.plain(inputs))
                .withPorts(parts.ports(Component.JOB_WORKER))
                .build();
    }
}
