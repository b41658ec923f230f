package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fluid.core.spi.support.PodObjects;
import io.fluid.engine.alluxio.AlluxioPlan.Restore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders the masters: metadata, jobs, mounts, and the API gateway. */
final class MasterManifests {

    static final String MOUNTS_CONTAINER = "alluxio-mounts";

    private static final String SITE_VOLUME = "alluxio-site";
    private static final String JOURNAL_VOLUME = "alluxio-journal";

    private final AlluxioPlan plan;
    private final PodParts parts;
    private final ServerParts server;

    MasterManifests(AlluxioPlan plan, PodParts parts, ServerParts server) {
        this.plan = plan;
        this.parts = parts;
        this.server = server;
    }

    StatefulSet statefulSet() {
        // Not the list of mounts: it reaches running pods.
        String content = parts.properties(Component.MASTER)
                + parts.properties(Component.JOB_MASTER)
                + parts.properties(Component.API_GATEWAY)
                + MountFile.text(plan.mounts().subList(0, 1))
                + Scripts.text(Scripts.MASTER)
                + Scripts.text(Scripts.MOUNTS)
                + Scripts.text(Scripts.SECRETS)
                + Scripts.text(Scripts.EXCHANGED);
        List<Container> containers = new ArrayList<>(List.of(master(), jobMaster()));
        if (plan.has(Component.API_GATEWAY)) {
            containers.add(apiGateway());
        }
        containers.add(mounts());
        PodTemplateSpecBuilder template = parts.template("master", plan.pod(Component.MASTER), content)
                .editSpec()
                .withTerminationGracePeriodSeconds(15L)
                .withContainers(containers)
                .withVolumes(volumes())
                .endSpec();
        server.runAs(template, List.of());
        return parts.statefulSet("master", plan.masters(), template);
    }

    private Container master() {
        List<VolumeMount> mounts = new ArrayList<>(List.of(
                PodObjects.mount(PodParts.CONFIG_VOLUME, Paths.CONFIG, true),
                PodObjects.mount(ServerParts.SCRIPTS_VOLUME, Paths.SCRIPTS, true),
                PodObjects.mount(SITE_VOLUME, Paths.SITE_FOLDER, false),
                PodObjects.mount(JOURNAL_VOLUME, CacheProperties.JOURNAL, false)));
        mounts.addAll(server.secretMounts(Mounts.secrets(plan.mounts())));
        Restore restore = plan.restore();
        if (restore != null) {
            mounts.add(new VolumeMountBuilder()
                    .withName(restore.volume().getName())
                    .withMountPath(MetadataBackup.FOLDER)
                    .withSubPath(restore.subPath())
                    .withReadOnly(true)
                    .build());
        }
        mounts.addAll(server.mounts());
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("FLUID_PROPERTIES", Paths.CONFIG + "/" + Component.MASTER.propertiesFile());
        inputs.put("FLUID_SITE", Paths.SITE);
        inputs.put("FLUID_MOUNTS", Paths.SCRIPTS + "/" + Paths.MOUNT_LIST);
        inputs.put("FLUID_SECRETS", Paths.SECRETS);
        inputs.put("FLUID_JOURNAL", CacheProperties.JOURNAL);
        inputs.put("FLUID_TERMINATION_LOG", Paths.TERMINATION_LOG);
        inputs.put("FLUID_ENTRYPOINT", Paths.ENTRYPOINT);
        inputs.putAll(server.exchange());
        return parts.container(Component.MASTER, mounts, ownAddress())
                .withCommand("sh", Paths.SCRIPTS + "/" + Scripts.MASTER)
                .addAllToEnv(PodObjects.plain(inputs))
                .withPorts(parts.ports(Component.MASTER))
                .withReadinessProbe(
                        plan.highlyAvailable()
                                ? parts.listens(Port.RPC)
                                : parts.serves("/api/v1/master/info", Port.WEB))
                .build();
    }

    /** A container of its own: a storage that cannot be mounted must not take the masters with it. */
    private Container mounts() {
        List<VolumeMount> mounts = new ArrayList<>(List.of(
                PodObjects.mount(ServerParts.SCRIPTS_VOLUME, Paths.SCRIPTS, true),
                PodObjects.mount(SITE_VOLUME, Paths.SITE_FOLDER, false)));
        mounts.addAll(server.secretMounts(Mounts.secrets(plan.mounts())));
        mounts.addAll(server.userMounts());
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put(Component.CLIENT.javaOptions(), "-Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        inputs.put("FLUID_SITE", Paths.SITE);
        inputs.put("FLUID_MOUNTS", Paths.SCRIPTS + "/" + Paths.MOUNT_LIST);
        inputs.put("FLUID_SECRETS", Paths.SECRETS);
        inputs.put("FLUID_APPLIED", Paths.SITE_FOLDER + "/applied");
        inputs.put("FLUID_MOUNTED", Paths.MOUNTED);
        inputs.put("FLUID_TERMINATION_LOG", Paths.TERMINATION_LOG);
        inputs.put("FLUID_ALLUXIO", Paths.ALLUXIO);
        inputs.put("FLUID_PAUSE", "2");
        return parts.bare(MOUNTS_CONTAINER, Component.MASTER)
                .withCommand("sh", Paths.SCRIPTS + "/" + Scripts.MOUNTS)
                .withEnv(PodParts.addresses(ownAddress()))
                .addAllToEnv(PodObjects.plain(inputs))
                .withVolumeMounts(mounts)
                .withStartupProbe(mountsDone())
                .build();
    }

    // Ready once when the script has mounted everything; until then the container runs, however long it takes.
    private static Probe mountsDone() {
        return new ProbeBuilder()
                .withNewExec()
                .withCommand("test", "-e", Paths.MOUNTED)
                .endExec()
                .withPeriodSeconds(1)
                .withFailureThreshold(900)
                .build();
    }

    private Container jobMaster() {
        List<VolumeMount> mounts = new ArrayList<>(List.of(
                PodParts.site(Component.JOB_MASTER), PodObjects.mount(JOURNAL_VOLUME, CacheProperties.JOURNAL, false)));
        mounts.addAll(server.mounts());
        return parts.container(Component.JOB_MASTER, mounts, ownAddress())
                .withCommand(Paths.ENTRYPOINT)
                .withArgs("job-master")
                .withPorts(parts.ports(Component.JOB_MASTER))
                .withReadinessProbe(
                        plan.highlyAvailable()
                                ? parts.listens(Port.JOB_RPC)
                                : parts.serves("/api/v1/job_master/info", Port.JOB_WEB))
                .build();
    }

    private Container apiGateway() {
        List<VolumeMount> mounts = new ArrayList<>(List.of(PodParts.site(Component.API_GATEWAY)));
        mounts.addAll(server.userMounts());
        return parts.container(Component.API_GATEWAY, mounts, "")
                .withCommand(Paths.ENTRYPOINT)
                .withArgs("proxy")
                .withPorts(parts.ports(Component.API_GATEWAY))
                .withReadinessProbe(parts.serves("/api/v1/proxy/info", Port.REST))
                .build();
    }

    /** Among several, a master has to be what the others know it as; one alone need not wait for its name. */
    private String ownAddress() {
        String host = plan.highlyAvailable()
                ? "$(" + PodParts.POD_NAME + ")." + plan.namespace()
                : "$(" + PodParts.POD_IP + ")";
        return " -Dalluxio.master.hostname=" + host + " -Dalluxio.job.master.hostname=" + host;
    }

    private List<Volume> volumes() {
        List<Volume> volumes = new ArrayList<>(List.of(
                parts.configVolume(),
                server.scriptsVolume(),
                PodObjects.emptyDir(SITE_VOLUME, "Memory"),
                PodObjects.emptyDir(JOURNAL_VOLUME, null)));
        volumes.addAll(server.secretVolumes(Mounts.secrets(plan.mounts())));
        if (plan.restore() != null) {
            volumes.add(plan.restore().volume());
        }
        volumes.addAll(server.volumes());
        volumes.addAll(parts.used(Component.MASTER));
        return volumes;
    }
}
