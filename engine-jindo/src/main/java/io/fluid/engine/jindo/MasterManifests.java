package io.fluid.engine.jindo;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fluid.core.spi.support.PodObjects;
import io.fluid.core.spi.support.TierDirectory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders the masters. */
final class MasterManifests {

    /** Exists once everything is mounted. */
    static final String MOUNTED = "/tmp/fluid-mounted";

    private static final String POD_NAME = "POD_NAME";

    private final JindoPlan plan;
    private final PodParts parts;

    MasterManifests(JindoPlan plan, PodParts parts) {
        this.plan = plan;
        this.parts = parts;
    }

    StatefulSet statefulSet(String content) {
        List<Volume> volumes = new ArrayList<>(parts.volumes(Component.MASTER));
        volumes.add(meta().volume());
        return parts.statefulSet(
                Component.MASTER,
                plan.masters(),
                parts.template(Component.MASTER, content)
                        .editSpec()
                        .withAffinity(plan.highlyAvailable() ? apart() : null)
                        .withContainers(master(), mounts())
                        .withVolumes(volumes)
                        .endSpec());
    }

    private Container master() {
        List<EnvVar> environment = new ArrayList<>(List.of(
                PodObjects.fieldRef(POD_NAME, "metadata.name"),
                PodObjects.variable(PodParts.MASTERS, plan.masterAddresses()),
                PodObjects.variable("NAMESPACE_BACKEND_RAFT_HOSTNAME", String.join(",", plan.masterHosts()))));
        if (plan.highlyAvailable()) {
            environment.add(PodObjects.variable("NAMESPACE_BACKEND_RAFT_INITIAL_CONF", plan.raft()));
        }
        List<VolumeMount> mounts = new ArrayList<>(parts.mounts());
        mounts.add(PodParts.file(PodParts.CONFIG_VOLUME, "/" + JindoManifests.CACHE_SETS_FILE));
        // Masters of one node must not share a folder, and a restarted one finds its own again.
        mounts.add(new VolumeMountBuilder()
                .withName(meta().volume().getName())
                .withMountPath(Sections.META)
                .withSubPathExpr("jindocache-meta/$(" + POD_NAME + ")")
                .build());
        return parts.container(Component.MASTER, environment, mounts)
                .withCommand(PodParts.ENTRYPOINT)
                .withArgs("master")
                .withReadinessProbe(parts.listens(Port.RPC))
                .build();
    }

    private TierDirectory meta() {
        return plan.tiers().get(0);
    }

    /** A container of its own: a storage that cannot be mounted must not take the masters with it. */
    private Container mounts() {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put(PodParts.MASTERS, plan.masterAddresses());
        inputs.put("FLUID_JINDO", "jindocache");
        inputs.put("FLUID_CACHE_SETS", "/" + JindoManifests.CACHE_SETS_FILE);
        inputs.put("FLUID_MOUNTED", MOUNTED);
        inputs.put("FLUID_TERMINATION_LOG", "/dev/termination-log");
        inputs.put("FLUID_PAUSE", "5");
        inputs.put("FLUID_COUNT", Integer.toString(plan.storages().size()));
        for (int i = 0; i < plan.storages().size(); i++) {
            inputs.put("FLUID_PATH_" + i, plan.storages().get(i).path());
            inputs.put("FLUID_UFS_" + i, plan.storages().get(i).uri());
        }
        List<VolumeMount> mounts = new ArrayList<>(parts.mounts());
        mounts.add(PodParts.file(PodParts.CONFIG_VOLUME, "/" + JindoManifests.CACHE_SETS_FILE));
        mounts.add(PodObjects.mount(PodParts.CONFIG_VOLUME, Scripts.FOLDER, true));
        return parts.bare("jindofs-mounts", Component.MASTER)
                .withCommand("sh", Scripts.FOLDER + "/" + Scripts.MOUNTS)
                .withEnv(PodObjects.plain(inputs))
                .withVolumeMounts(mounts)
                .withStartupProbe(mountsDone())
                .build();
    }

    private static Probe mountsDone() {
        return new ProbeBuilder()
                .withNewExec()
                .withCommand("test", "-e", MOUNTED)
                .endExec()
                .withPeriodSeconds(1)
                .withFailureThreshold(900)
                .build();
    }

    private Affinity apart() {
        return new AffinityBuilder()
                .withNewPodAntiAffinity()
                .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                .withWeight(100)
                .withNewPodAffinityTerm()
                .withNewLabelSelector()
                .addToMatchLabels(parts.selector(Component.MASTER))
                .endLabelSelector()
                .withTopologyKey("kubernetes.io/hostname")
                .endPodAffinityTerm()
                .endPreferredDuringSchedulingIgnoredDuringExecution()
                .endPodAntiAffinity()
                .build();
    }
}
