package io.fluid.engine.jindo;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fluid.api.Labels;
import io.fluid.core.spi.support.NativeStorage;
import io.fluid.core.spi.support.PodObjects;
import io.fluid.engine.jindo.JindoPlan.Pod;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What the pods of a plan have in common. */
final class PodParts {

    static final String ENTRYPOINT = "/entrypoint.sh";
    static final String CONFIG_VOLUME = "jindofs-config";
    static final String MASTERS = "CLIENT_NAMESPACE_RPC_ADDRESS";

    private static final String CLIENT_VOLUME = "jindofs-client-config";
    private static final String HADOOP_VOLUME = "hadoop-config";
    private static final String HADOOP = "/etc/fluid/hadoop";
    private static final String HDFS_SITE = "hdfs-site.xml";
    private static final String CONFIG_HASH = "fluid.io/config-hash";
    private static final String TYPE = JindoEngineProvider.DESCRIPTOR.runtimeType();

    private final JindoPlan plan;
    private final Tokens tokens;

    PodParts(JindoPlan plan) {
        this.plan = plan;
        this.tokens = new Tokens(plan);
    }

    Map<String, String> selector(Component component) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("app", TYPE);
        labels.put(Labels.RELEASE, plan.name());
        labels.put("role", TYPE + "-" + component.field());
        return labels;
    }

    StatefulSet statefulSet(Component component, int replicas, PodTemplateSpecBuilder template) {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName(plan.workload(component))
                .withNamespace(plan.namespace())
                .addToLabels(selector(component))
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withServiceName(plan.workload(component))
                .withPodManagementPolicy("Parallel")
                .withNewSelector()
                .addToMatchLabels(selector(component))
                .endSelector()
                .withTemplate(template.build())
                .endSpec()
                .build();
    }

    /**
     * A pod without containers and volumes.
     *
     * @param content what pods read once, at their start: when it changes, they are replaced
     */
    PodTemplateSpecBuilder template(Component component, String content) {
        Pod pod = plan.pod(component);
        Map<String, String> labels = new TreeMap<>(pod.labels());
        labels.putAll(selector(component));
        Map<String, String> annotations = new TreeMap<>(pod.annotations());
        annotations.put(CONFIG_HASH, PodObjects.hash(content));
        PodSpecBuilder spec = new PodSpecBuilder()
                .withAutomountServiceAccountToken(false)
                // A namespace with thousands of services would put as many variables into the shell.
                .withEnableServiceLinks(false)
                .withTolerations(pod.tolerations())
                .withImagePullSecrets(pod.pullSecrets());
        if (!pod.nodeSelector().isEmpty()) {
            spec.withNodeSelector(pod.nodeSelector());
        }
        if (plan.hostNetwork()) {
            spec.withHostNetwork(true).withDnsPolicy("ClusterFirstWithHostNet");
        }
        if (plan.runAs() != null && component != Component.FUSE) {
            spec.withSecurityContext(new PodSecurityContextBuilder()
                    .withRunAsUser(plan.runAs().uid())
                    .withRunAsGroup(plan.runAs().gid())
                    .withFsGroup(plan.runAs().gid())
                    .build());
        }
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .withSpec(spec.build());
    }

    /** A component's container without a command. */
    ContainerBuilder container(Component component, List<EnvVar> environment, List<VolumeMount> mounts) {
        Pod pod = plan.pod(component);
        List<EnvVar> variables = new ArrayList<>(environment);
        if (plan.user() != null) {
            variables.addAll(PodObjects.plain(Map.of("RUN_AS_USER", plan.user())));
        }
        if (plan.hadoopConfig() != null) {
            variables.add(PodObjects.variable("HADOOP_CONF_DIR", HADOOP));
        }
        variables.addAll(PodObjects.plain(new TreeMap<>(pod.environment())));
        List<VolumeMount> all = new ArrayList<>(mounts);
        all.addAll(pod.volumeMounts());
        ContainerBuilder container = bare(component.container(), component)
                .withResources(pod.resources())
                .withEnv(variables)
                .withPorts(ports(component))
                .withVolumeMounts(all);
        if (plan.rdma() && component != Component.FUSE) {
            container
                    .withNewSecurityContext()
                    .withNewCapabilities()
                    .withAdd("SYS_RESOURCE", "IPC_LOCK")
                    .endCapabilities()
                    .endSecurityContext();
        }
        return container;
    }

    /** A container with the image of a component's pod. */
    ContainerBuilder bare(String name, Component component) {
        Pod pod = plan.pod(component);
        return new ContainerBuilder()
                .withName(name)
                .withImage(pod.image())
                .withImagePullPolicy(pod.pullPolicy())
                .withTerminationMessagePolicy("FallbackToLogsOnError");
    }

    private List<ContainerPort> ports(Component component) {
        return Arrays.stream(Port.values())
                .filter(port -> port.component() == component && plan.ports().containsKey(port))
                .map(port -> new ContainerPortBuilder()
                        .withName(port.claim())
                        .withContainerPort(plan.port(port))
                        .build())
                .toList();
    }

    Probe listens(Port port) {
        return new ProbeBuilder()
                .withNewTcpSocket()
                .withNewPort(plan.port(port))
                .endTcpSocket()
                .withPeriodSeconds(2)
                .withFailureThreshold(10)
                .build();
    }

    // Volumes that all pods have.

    /** The files of the image's contract: configuration, credentials, Hadoop's configuration, storages. */
    List<VolumeMount> mounts() {
        List<VolumeMount> mounts = new ArrayList<>(List.of(
                file(CONFIG_VOLUME, "/" + JindoManifests.SERVER_FILE),
                file(CLIENT_VOLUME, "/" + JindoManifests.CLIENT_FILE)));
        tokens.mount().ifPresent(mounts::add);
        if (plan.hadoopConfig() != null) {
            mounts.add(PodObjects.mount(HADOOP_VOLUME, HADOOP, true));
            mounts.add(file(HADOOP_VOLUME, "/" + HDFS_SITE));
        }
        mounts.addAll(nativeMounts());
        return mounts;
    }

    List<Volume> volumes(Component component) {
        List<Volume> volumes = new ArrayList<>(
                List.of(PodObjects.configMapVolume(CONFIG_VOLUME, plan.name() + "-" + CONFIG_VOLUME), clientConfig()));
        tokens.volume().ifPresent(volumes::add);
        if (plan.hadoopConfig() != null) {
            volumes.add(PodObjects.configMapVolume(HADOOP_VOLUME, plan.hadoopConfig()));
        }
        volumes.addAll(nativeVolumes());
        volumes.addAll(used(component));
        return volumes;
    }

    Volume clientConfig() {
        return PodObjects.configMapVolume(CLIENT_VOLUME, plan.name() + "-" + CLIENT_VOLUME);
    }

    VolumeMount clientFile() {
        return file(CLIENT_VOLUME, "/" + JindoManifests.CLIENT_FILE);
    }

    /** One file of a volume at the root of the container. */
    static VolumeMount file(String volume, String path) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withSubPath(path.substring(1))
                .withReadOnly(true)
                .build();
    }

    private List<Storage> natives() {
        return plan.storages().stream().filter(Storage::isNative).toList();
    }

    private List<VolumeMount> nativeMounts() {
        List<VolumeMount> mounts = new ArrayList<>();
        for (Storage storage : natives()) {
            mounts.add(new VolumeMountBuilder()
                    .withName("ufs-" + mounts.size())
                    .withMountPath(storage.nativePath())
                    .withSubPath(
                            storage.asVolume().flatMap(NativeStorage::folder).orElse(null))
                    .withReadOnly(Boolean.TRUE.equals(storage.mount().readOnly()) ? true : null)
                    .build());
        }
        return mounts;
    }

    private List<Volume> nativeVolumes() {
        List<Volume> volumes = new ArrayList<>();
        plan.storages().stream()
                .flatMap(storage -> storage.asVolume().stream())
                .forEach(storage -> volumes.add(storage.volume("ufs-" + volumes.size())));
        return volumes;
    }

    /** Those of the user's volumes that a pod mounts: the others would only keep it from starting. */
    private List<Volume> used(Component component) {
        Set<String> names = new HashSet<>();
        plan.pod(component).volumeMounts().forEach(mount -> names.add(mount.getName()));
        return plan.volumes().stream()
                .filter(volume -> names.contains(volume.getName()))
                .toList();
    }
}
