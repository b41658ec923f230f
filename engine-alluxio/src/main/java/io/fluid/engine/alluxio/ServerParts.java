package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fluid.core.spi.support.PodObjects;
import io.fluid.core.spi.support.TierDirectory;
import io.fluid.engine.alluxio.AlluxioPlan.NativeMount;
import io.fluid.engine.alluxio.AlluxioPlan.Users;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the pods of masters and workers have in common: storages that are volumes, Hadoop, the user. */
final class ServerParts {

    static final String SCRIPTS_VOLUME = "alluxio-scripts";

    /** Variable of workers that the image's entry point reads. */
    static final String FIRST_TIER = "ALLUXIO_WORKER_TIEREDSTORE_LEVEL0_DIRS_PATH";

    private static final String ROOT_VOLUME = "ufs-root";
    private static final String HADOOP_VOLUME = "hadoop-config";
    private static final String USERS_VOLUME = "alluxio-users";

    private final AlluxioPlan plan;

    ServerParts(AlluxioPlan plan) {
        this.plan = plan;
    }

    Volume scriptsVolume() {
        return PodObjects.configMapVolume(SCRIPTS_VOLUME, plan.name() + "-mount-config");
    }

    List<Volume> secretVolumes(Collection<String> secrets) {
        return secrets.stream()
                .map(secret -> new VolumeBuilder()
                        .withName(secretVolumeName(secret))
                        .withNewSecret()
                        .withSecretName(secret)
                        // The scripts say better than a pod that does not start what is missing.
                        .withOptional(true)
                        .endSecret()
                        .build())
                .toList();
    }

    List<VolumeMount> secretMounts(Collection<String> secrets) {
        return secrets.stream()
                .map(secret -> PodObjects.mount(secretVolumeName(secret), Paths.SECRETS + "/" + secret, true))
                .toList();
    }

    // Names of Secrets may be longer than names of volumes and have dots.
    private static String secretVolumeName(String secret) {
        return "secret-" + PodObjects.hash(secret).substring(0, 12);
    }

    /** What exchanged.sh needs to end a process; nothing when the root has no Secrets. */
    Map<String, String> exchange() {
        Map<String, String> inputs = new LinkedHashMap<>();
        Set<String> secrets = Mounts.rootSecrets(plan.mounts());
        if (!secrets.isEmpty()) {
            inputs.put("FLUID_SECRETS", Paths.SECRETS);
            inputs.put("FLUID_TERMINATION_LOG", Paths.TERMINATION_LOG);
            inputs.put("FLUID_ROOT_SECRETS", String.join(" ", secrets));
            inputs.put("FLUID_EXCHANGE_PAUSE", "5");
        }
        return inputs;
    }

    /** Volumes that masters and workers have. */
    List<Volume> volumes() {
        List<Volume> volumes = new ArrayList<>();
        if (needsNativeRoot()) {
            volumes.add(PodObjects.emptyDir(ROOT_VOLUME, null));
        }
        plan.nativeMounts().forEach(mount -> volumes.add(mount.volume()));
        String hadoop = plan.hadoopConfig();
        if (hadoop != null && !hadoop.isEmpty()) {
            volumes.add(PodObjects.configMapVolume(HADOOP_VOLUME, hadoop));
        }
        if (plan.users() != null) {
            volumes.add(PodObjects.emptyDir(USERS_VOLUME, "Memory"));
        }
        return volumes;
    }

    /** Where the containers of masters and workers have them. */
    List<VolumeMount> mounts() {
        List<VolumeMount> mounts = new ArrayList<>();
        if (needsNativeRoot()) {
            mounts.add(PodObjects.mount(ROOT_VOLUME, Mounts.NATIVE_ROOT, false));
        }
        for (NativeMount nativeMount : plan.nativeMounts()) {
            mounts.add(new VolumeMountBuilder()
                    .withName(nativeMount.volume().getName())
                    .withMountPath(nativeMount.path())
                    .withSubPath(nativeMount.subPath())
                    .withReadOnly(nativeMount.readOnly() ? true : null)
                    .build());
        }
        String hadoop = plan.hadoopConfig();
        if (hadoop != null && !hadoop.isEmpty()) {
            mounts.add(PodObjects.mount(HADOOP_VOLUME, Paths.HADOOP, true));
        }
        mounts.addAll(userMounts());
        return mounts;
    }

    /** What makes the user known to a container. */
    List<VolumeMount> userMounts() {
        return plan.users() == null ? List.of() : List.of(userFile("passwd"), userFile("group"));
    }

    /** Whether Alluxio's root is a folder that no volume of the user provides. */
    private boolean needsNativeRoot() {
        return plan.mounts().get(0).uri().equals(Mounts.NATIVE_ROOT)
                && plan.nativeMounts().stream().noneMatch(mount -> mount.path().equals(Mounts.NATIVE_ROOT));
    }

    private static VolumeMount userFile(String name) {
        return new VolumeMountBuilder()
                .withName(USERS_VOLUME)
                .withMountPath("/etc/" + name)
                .withSubPath(name)
                .withReadOnly(true)
                .build();
    }

    /**
     * Lets a pod's containers run as the wanted user.
     *
     * @param owned directories that are to be the user's
     */
    void runAs(PodTemplateSpecBuilder pod, List<TierDirectory> owned) {
        Users users = plan.users();
        if (users == null) {
            return;
        }
        pod.editSpec()
                .withNewSecurityContext()
                .withRunAsUser(users.user().uid())
                .withRunAsGroup(users.user().gid())
                .withFsGroup(users.user().gid())
                .endSecurityContext()
                .withInitContainers(initUsers(users, owned))
                .endSpec();
    }

    private Container initUsers(Users users, List<TierDirectory> owned) {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("FLUID_USER", users.user().user());
        inputs.put("FLUID_UID", String.valueOf(users.user().uid()));
        inputs.put("FLUID_GROUP", users.user().group());
        inputs.put("FLUID_GID", String.valueOf(users.user().gid()));
        inputs.put("FLUID_USERS", Paths.USERS);
        inputs.put("FLUID_TERMINATION_LOG", Paths.TERMINATION_LOG);
        List<VolumeMount> mounts = new ArrayList<>(List.of(
                PodObjects.mount(USERS_VOLUME, Paths.USERS, false),
                PodObjects.mount(SCRIPTS_VOLUME, Paths.SCRIPTS, true)));
        List<String> arguments = new ArrayList<>();
        owned.forEach(tier -> {
            mounts.add(PodObjects.mount(tier.volume().getName(), tier.path(), false));
            arguments.add(tier.path());
        });
        return new ContainerBuilder()
                .withName("init-users")
                .withImage(users.image())
                .withImagePullPolicy(users.pullPolicy())
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withCommand("sh", Paths.SCRIPTS + "/" + Scripts.INIT_USERS)
                .withArgs(arguments)
                .withEnv(PodObjects.plain(inputs))
                .addAllToEnv(PodObjects.plain(new TreeMap<>(users.environment())))
                .withResources(users.resources())
                .withVolumeMounts(mounts)
                // Directories on nodes are root's until they are given away.
                .withNewSecurityContext()
                .withRunAsUser(0L)
                .withRunAsGroup(0L)
                .endSecurityContext()
                .build();
    }

    /** Published images replace the top level's directory unless this variable says that levels are configured. */
    Map<String, String> tierGuard() {
        return Map.of(FIRST_TIER, plan.tiers().get(0).path());
    }
}
