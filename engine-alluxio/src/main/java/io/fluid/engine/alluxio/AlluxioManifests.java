package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.api.model.TolerationBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fluid.api.DatasetId;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.PodMetadata;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.FuseDescription;
import io.fluid.core.spi.PodText;
import io.fluid.engine.alluxio.AlluxioPlan.NativeMount;
import io.fluid.engine.alluxio.AlluxioPlan.Pod;
import io.fluid.engine.alluxio.AlluxioPlan.Process;
import io.fluid.engine.alluxio.AlluxioPlan.UfsMount;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Renders a plan. */
final class AlluxioManifests {

    /** Where Hadoop's configuration is mounted. */
    static final String HADOOP = "/etc/fluid/hdfs";

    static final String ENTRYPOINT = "/entrypoint.sh";
    static final String ALLUXIO = "/opt/alluxio/bin/alluxio";
    static final String SCRIPTS = "/etc/fluid/scripts";
    static final String SITE_FOLDER = "/etc/alluxio";
    static final String SITE = SITE_FOLDER + "/alluxio-site.properties";
    static final String TERMINATION_LOG = "/dev/termination-log";
    /** Alluxio looks into its own folder first, where an image may have a file. */
    static final String SITE_OPTION = "-Dalluxio.site.conf.dir=" + SITE_FOLDER + "/";

    private static final String CONFIG_FOLDER = "/etc/fluid/alluxio";
    private static final String SECRETS = "/etc/fluid/secrets";
    private static final String MOUNTED = "/tmp/fluid-mounted";
    private static final String MOUNT_LIST = "mount.info";
    private static final String CONFIG_HASH = "fluid.io/config-hash";
    private static final String POD_IP = "FLUID_POD_IP";
    private static final String NODE_IP = "FLUID_NODE_IP";
    private static final String CONFIG_VOLUME = "alluxio-config";
    private static final String SCRIPTS_VOLUME = "alluxio-scripts";
    private static final String SITE_VOLUME = "alluxio-site";
    private static final String JOURNAL_VOLUME = "alluxio-journal";
    private static final String FUSE_VOLUME = "alluxio-fuse-mount";
    private static final String MOUNT_TYPE = "fuse.alluxio-fuse";
    private static final String TYPE = AlluxioEngineProvider.DESCRIPTOR.runtimeType();

    private final AlluxioPlan plan;

    AlluxioManifests(AlluxioPlan plan) {
        this.plan = plan;
    }

    CacheDescription describe(DatasetId id) {
        return new CacheDescription(
                List.<HasMetadata>of(config(), mountConfig(), masterService()),
                master(),
                worker(),
                new FuseDescription(fuse(id), plan.fuse().mountPath(), MOUNT_TYPE),
                plan.tierMemory(),
                plan.tierDisk(),
                "alluxio://" + plan.masterHost() + ":" + plan.port(Port.RPC));
    }

    // ConfigMaps and services.

    private ConfigMap config() {
        Map<String, String> files = new TreeMap<>();
        for (Component component : Component.values()) {
            if (component != Component.CLIENT) {
                files.put(component.propertiesFile(), properties(component));
            }
        }
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(plan.name() + "-config")
                .withNamespace(plan.namespace())
                .endMetadata()
                .withData(files)
                .build();
    }

    private ConfigMap mountConfig() {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(plan.name() + "-mount-config")
                .withNamespace(plan.namespace())
                .endMetadata()
                .addToData(MOUNT_LIST, MountFile.text(plan.mounts()))
                .addToData(Scripts.MASTER, Scripts.text(Scripts.MASTER))
                .addToData(Scripts.JOB_WORKER, Scripts.text(Scripts.JOB_WORKER))
                .build();
    }

    private Service masterService() {
        String pod = plan.name() + "-master-0";
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(pod)
                .withNamespace(plan.namespace())
                .addToLabels("monitor", "alluxio_runtime_metrics")
                .endMetadata()
                .withNewSpec()
                .withClusterIP("None")
                .addToSelector(selector("master"))
                .addToSelector("statefulset.kubernetes.io/pod-name", pod)
                // The job worker and the workers look for the master before its mounts are done.
                .withPublishNotReadyAddresses(true)
                .withPorts(servicePorts())
                .endSpec()
                .build();
    }

    private List<ServicePort> servicePorts() {
        return Arrays.stream(Port.values())
                .filter(Port::onMaster)
                .map(port -> new ServicePortBuilder()
                        .withName(port.claim())
                        .withPort(plan.port(port))
                        .withNewTargetPort(plan.port(port))
                        .build())
                .toList();
    }

    // Master.

    private StatefulSet master() {
        return statefulSet("master", 1, masterTemplate());
    }

    private PodTemplateSpec masterTemplate() {
        String content = properties(Component.MASTER)
                + properties(Component.JOB_MASTER)
                + MountFile.text(plan.mounts())
                + Scripts.text(Scripts.MASTER);
        List<Volume> volumes = new ArrayList<>(List.of(
                configVolume(), scriptsVolume(), emptyDir(SITE_VOLUME, "Memory"), emptyDir(JOURNAL_VOLUME, "")));
        secretNames().forEach(secret -> volumes.add(secretVolume(secret)));
        volumes.addAll(storageVolumes());
        volumes.addAll(plan.volumes());
        return serverTemplate("master", plan.masterPod(), content)
                .editSpec()
                .withTerminationGracePeriodSeconds(15L)
                .withContainers(masterContainer(), jobMasterContainer())
                .withVolumes(volumes)
                .endSpec()
                .build();
    }

    private Container masterContainer() {
        List<VolumeMount> mounts = new ArrayList<>(List.of(
                mount(CONFIG_VOLUME, CONFIG_FOLDER, true),
                mount(SCRIPTS_VOLUME, SCRIPTS, true),
                mount(SITE_VOLUME, SITE_FOLDER, false),
                mount(JOURNAL_VOLUME, AlluxioPlanner.JOURNAL, false)));
        secretNames().forEach(secret -> mounts.add(mount(secretVolumeName(secret), SECRETS + "/" + secret, true)));
        mounts.addAll(storageMounts());
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("FLUID_PROPERTIES", CONFIG_FOLDER + "/" + Component.MASTER.propertiesFile());
        inputs.put("FLUID_SITE", SITE);
        inputs.put("FLUID_MOUNTS", SCRIPTS + "/" + MOUNT_LIST);
        inputs.put("FLUID_SECRETS", SECRETS);
        inputs.put("FLUID_JOURNAL", AlluxioPlanner.JOURNAL);
        inputs.put("FLUID_MOUNTED", MOUNTED);
        inputs.put("FLUID_TERMINATION_LOG", TERMINATION_LOG);
        inputs.put("FLUID_ENTRYPOINT", ENTRYPOINT);
        inputs.put("FLUID_ALLUXIO", ALLUXIO);
        // The shell that mounts runs beside the master and must stay small.
        inputs.put(Component.CLIENT.javaOptions(), "-Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");
        return container(Component.MASTER, plan.masterPod(), mounts, masterAddress())
                .withCommand("sh", SCRIPTS + "/" + Scripts.MASTER)
                .addAllToEnv(plain(inputs))
                .withPorts(ports(Component.MASTER))
                .withStartupProbe(mountsDone())
                .withReadinessProbe(serves("/api/v1/master/info", Port.WEB))
                .build();
    }

    private Container jobMasterContainer() {
        List<VolumeMount> mounts = new ArrayList<>(
                List.of(site(Component.JOB_MASTER), mount(JOURNAL_VOLUME, AlluxioPlanner.JOURNAL, false)));
        mounts.addAll(storageMounts());
        return container(Component.JOB_MASTER, plan.masterPod(), mounts, masterAddress())
                .withCommand(ENTRYPOINT)
                .withArgs("job-master")
                .withPorts(ports(Component.JOB_MASTER))
                .withReadinessProbe(serves("/api/v1/job_master/info", Port.JOB_WEB))
                .build();
    }

    private static String masterAddress() {
        return " -Dalluxio.master.hostname=$(" + POD_IP + ") -Dalluxio.job.master.hostname=$(" + POD_IP + ")";
    }

    // Ready once when the script has mounted everything; until then the container runs, however long it takes.
    private static Probe mountsDone() {
        return new ProbeBuilder()
                .withNewExec()
                .withCommand("test", "-e", MOUNTED)
                .endExec()
                .withPeriodSeconds(1)
                .withFailureThreshold(900)
                .build();
    }

    // The port is open long before the process serves; this answers 200 only when it does.
    private Probe serves(String path, Port web) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withNewPort(plan.port(web))
                .endHttpGet()
                .withPeriodSeconds(2)
                .withTimeoutSeconds(5)
                .withFailureThreshold(10)
                .build();
    }

    // Worker.

    private StatefulSet worker() {
        return statefulSet("worker", plan.workers(), workerTemplate());
    }

    private PodTemplateSpec workerTemplate() {
        String content =
                properties(Component.WORKER) + properties(Component.JOB_WORKER) + Scripts.text(Scripts.JOB_WORKER);
        List<Volume> volumes = new ArrayList<>(List.of(configVolume(), scriptsVolume()));
        plan.tiers().forEach(tier -> volumes.add(tier.volume()));
        volumes.addAll(storageVolumes());
        volumes.addAll(plan.volumes());
        return serverTemplate("worker", plan.workerPod(), content)
                .editSpec()
                // A worker whose master is gone too does not end by itself.
                .withTerminationGracePeriodSeconds(10L)
                .withContainers(workerContainer(), jobWorkerContainer())
                .withVolumes(volumes)
                .endSpec()
                .build();
    }

    private Container workerContainer() {
        List<VolumeMount> mounts = new ArrayList<>(List.of(site(Component.WORKER)));
        plan.tiers().forEach(tier -> mounts.add(mount(tier.volume().getName(), tier.path(), false)));
        mounts.addAll(storageMounts());
        return container(Component.WORKER, plan.workerPod(), mounts, "")
                .withCommand(ENTRYPOINT)
                .withArgs("worker-only", "--no-format")
                .addAllToEnv(plain(tierGuard()))
                .withPorts(ports(Component.WORKER))
                .withReadinessProbe(serves("/api/v1/worker/info", Port.WORKER_WEB))
                .build();
    }

    private Container jobWorkerContainer() {
        List<VolumeMount> mounts =
                new ArrayList<>(List.of(site(Component.JOB_WORKER), mount(SCRIPTS_VOLUME, SCRIPTS, true)));
        mounts.addAll(storageMounts());
        Map<String, String> inputs = new LinkedHashMap<>(tierGuard());
        inputs.put("FLUID_ENTRYPOINT", ENTRYPOINT);
        inputs.put("FLUID_PAUSE", "1");
        inputs.put("FLUID_STEADY", "60");
        return container(Component.JOB_WORKER, plan.workerPod(), mounts, "")
                .withCommand("sh", SCRIPTS + "/" + Scripts.JOB_WORKER)
                .addAllToEnv(plain(inputs))
                .withPorts(ports(Component.JOB_WORKER))
                .build();
    }

    /** Published images replace the top level's directory unless this variable says that levels are configured. */
    private Map<String, String> tierGuard() {
        return Map.of(
                "ALLUXIO_WORKER_TIEREDSTORE_LEVEL0_DIRS_PATH",
                plan.tiers().get(0).path());
    }

    // FUSE.

    private DaemonSet fuse(DatasetId id) {
        return new DaemonSetBuilder()
                .withNewMetadata()
                .withName(plan.name() + "-fuse")
                .withNamespace(plan.namespace())
                .addToLabels(selector("fuse"))
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels(selector("fuse"))
                .endSelector()
                .withNewUpdateStrategy()
                .withType("OnDelete")
                .endUpdateStrategy()
                .withTemplate(fuseTemplate(id))
                .endSpec()
                .build();
    }

    private PodTemplateSpec fuseTemplate(DatasetId id) {
        List<Volume> volumes = new ArrayList<>(List.of(configVolume(), fuseVolume()));
        volumes.addAll(used(plan.process(Component.FUSE)));
        return template("fuse", plan.fusePod(), properties(Component.FUSE))
                .editSpec()
                .addToNodeSelector(id.key(Labels.FUSE_PREFIX), Labels.TRUE)
                .withTolerations(new TolerationBuilder().withOperator("Exists").build())
                .withPriorityClassName(plan.fuse().critical() ? "system-node-critical" : null)
                .withTerminationGracePeriodSeconds(30L)
                .withContainers(fuseContainer())
                .withVolumes(volumes)
                .endSpec()
                .build();
    }

    private Container fuseContainer() {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("FLUID_RUNTIME_TYPE", TYPE);
        inputs.put("FLUID_RUNTIME_NS", plan.namespace());
        inputs.put("FLUID_RUNTIME_NAME", plan.name());
        // The entry point of images before 2.8 takes it from here.
        inputs.put("MOUNT_POINT", plan.fuse().mountPath());
        List<VolumeMount> mounts = List.of(
                site(Component.FUSE),
                new VolumeMountBuilder()
                        .withName(FUSE_VOLUME)
                        .withMountPath(parent(plan.fuse().mountPath()))
                        .withMountPropagation("Bidirectional")
                        .build());
        return container(Component.FUSE, plan.fusePod(), mounts, "")
                .withCommand(ENTRYPOINT)
                .withArgs(plan.fuse().arguments().stream().map(PodText::literal).toList())
                .addAllToEnv(plain(inputs))
                .withNewSecurityContext()
                .withPrivileged(true)
                .withRunAsUser(0L)
                .endSecurityContext()
                .build();
    }

    private Volume fuseVolume() {
        return new VolumeBuilder()
                .withName(FUSE_VOLUME)
                .withNewHostPath()
                .withPath(parent(plan.fuse().mountPath()))
                .withType("DirectoryOrCreate")
                .endHostPath()
                .build();
    }

    /** Those of the user's volumes that the process mounts: a sidecar should not carry the others. */
    private List<Volume> used(Process process) {
        List<String> names =
                process.volumeMounts().stream().map(VolumeMount::getName).toList();
        return plan.volumes().stream()
                .filter(volume -> names.contains(volume.getName()))
                .toList();
    }

    // What workloads share.

    private StatefulSet statefulSet(String component, int replicas, PodTemplateSpec template) {
        String name = plan.name() + "-" + component;
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(plan.namespace())
                .addToLabels(selector(component))
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withServiceName(name)
                .withPodManagementPolicy("Parallel")
                .withNewSelector()
                .addToMatchLabels(selector(component))
                .endSelector()
                .withTemplate(template)
                .endSpec()
                .build();
    }

    private PodTemplateSpecBuilder serverTemplate(String component, Pod pod, String content) {
        return template(component, pod, content)
                .editSpec()
                .addToNodeSelector(pod.nodeSelector())
                .endSpec();
    }

    private PodTemplateSpecBuilder template(String component, Pod pod, String content) {
        Map<String, String> labels = new TreeMap<>();
        Map<String, String> annotations = new TreeMap<>();
        for (PodMetadata metadata : pod.metadata()) {
            labels.putAll(metadata.labels());
            annotations.putAll(metadata.annotations());
        }
        labels.putAll(selector(component));
        annotations.put(CONFIG_HASH, hash(content));
        PodSpecBuilder spec = new PodSpecBuilder()
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withImagePullSecrets(pod.pullSecrets());
        if (!pod.nodeSelector().isEmpty()) {
            spec.withNodeSelector(pod.nodeSelector());
        }
        if (pod.hostNetwork()) {
            spec.withHostNetwork(true).withDnsPolicy("ClusterFirstWithHostNet");
        }
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .withSpec(spec.build());
    }

    private Map<String, String> selector(String component) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("app", TYPE);
        labels.put("release", plan.name());
        labels.put("role", TYPE + "-" + component);
        return labels;
    }

    private ContainerBuilder container(
            Component component, Pod pod, List<VolumeMount> mounts, String commonJavaOptions) {
        Process process = plan.process(component);
        List<VolumeMount> allMounts = new ArrayList<>(mounts);
        allMounts.addAll(process.volumeMounts());
        return new ContainerBuilder()
                .withName(component.container())
                .withImage(pod.image())
                .withImagePullPolicy(pod.pullPolicy())
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withResources(process.resources())
                .withEnv(environment(component, process, commonJavaOptions))
                .withVolumeMounts(allMounts);
    }

    private static List<EnvVar> environment(Component component, Process process, String commonJavaOptions) {
        List<EnvVar> environment = new ArrayList<>();
        environment.add(fieldRef(POD_IP, "status.podIP"));
        environment.add(fieldRef(NODE_IP, "status.hostIP"));
        environment.add(variable("LC_ALL", "C.UTF-8"));
        environment.add(variable("ALLUXIO_JAVA_OPTS", SITE_OPTION + commonJavaOptions));
        String addresses = switch (component) {
            case WORKER, JOB_WORKER ->
                " -Dalluxio.worker.hostname=$(" + POD_IP
                        + ") -Dalluxio.job.worker.hostname=$(" + POD_IP + ") -Dalluxio.locality.node=$(" + NODE_IP
                        + ")";
            case FUSE -> " -Dalluxio.locality.node=$(" + NODE_IP + ")";
            case MASTER, JOB_MASTER, CLIENT -> "";
        };
        environment.add(variable(component.javaOptions(), String.join(" ", process.jvmOptions()) + addresses));
        environment.addAll(literal(process.environment()));
        return environment;
    }

    static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    static List<EnvVar> plain(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(entry -> variable(entry.getKey(), PodText.literal(entry.getValue())))
                .toList();
    }

    private static List<EnvVar> literal(Map<String, String> variables) {
        return plain(new TreeMap<>(variables));
    }

    private static EnvVar fieldRef(String name, String path) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath(path)
                .endFieldRef()
                .endValueFrom()
                .build();
    }

    private List<ContainerPort> ports(Component component) {
        return Arrays.stream(Port.values())
                .filter(port -> port.component() == component)
                .map(port -> new ContainerPortBuilder()
                        .withName(port.claim())
                        .withContainerPort(plan.port(port))
                        .build())
                .toList();
    }

    private String properties(Component component) {
        return PropertiesFile.text(plan.process(component).properties());
    }

    // Volumes.

    private Volume configVolume() {
        return configMapVolume(CONFIG_VOLUME, plan.name() + "-config");
    }

    private Volume scriptsVolume() {
        return configMapVolume(SCRIPTS_VOLUME, plan.name() + "-mount-config");
    }

    static Volume configMapVolume(String name, String configMap) {
        return new VolumeBuilder()
                .withName(name)
                .withNewConfigMap()
                .withName(configMap)
                .endConfigMap()
                .build();
    }

    private static VolumeMount site(Component component) {
        return new VolumeMountBuilder()
                .withName(CONFIG_VOLUME)
                .withMountPath(SITE)
                .withSubPath(component.propertiesFile())
                .withReadOnly(true)
                .build();
    }

    private List<Volume> storageVolumes() {
        List<Volume> volumes = new ArrayList<>();
        if (needsNativeRoot()) {
            volumes.add(emptyDir("ufs-root", ""));
        }
        plan.nativeMounts().forEach(mount -> volumes.add(mount.volume()));
        String hadoop = plan.hadoopConfig();
        if (hadoop != null && !hadoop.isEmpty()) {
            volumes.add(configMapVolume("hadoop-config", hadoop));
        }
        return volumes;
    }

    private List<VolumeMount> storageMounts() {
        List<VolumeMount> mounts = new ArrayList<>();
        if (needsNativeRoot()) {
            mounts.add(mount("ufs-root", Mounts.NATIVE_ROOT, false));
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
            mounts.add(mount("hadoop-config", HADOOP, true));
        }
        return mounts;
    }

    /** Whether Alluxio's root is a folder that no volume of the user provides. */
    private boolean needsNativeRoot() {
        return plan.mounts().get(0).uri().equals(Mounts.NATIVE_ROOT)
                && plan.nativeMounts().stream().noneMatch(mount -> mount.path().equals(Mounts.NATIVE_ROOT));
    }

    private TreeSet<String> secretNames() {
        TreeSet<String> names = new TreeSet<>();
        for (UfsMount mount : plan.mounts()) {
            mount.secretOptions().values().forEach(file -> names.add(file.substring(0, file.indexOf('/'))));
        }
        return names;
    }

    private static Volume secretVolume(String secret) {
        return new VolumeBuilder()
                .withName(secretVolumeName(secret))
                .withNewSecret()
                .withSecretName(secret)
                .endSecret()
                .build();
    }

    // Names of Secrets may be longer than names of volumes and have dots.
    private static String secretVolumeName(String secret) {
        return "secret-" + hash(secret).substring(0, 12);
    }

    private static Volume emptyDir(String name, String medium) {
        return new VolumeBuilder()
                .withName(name)
                .withNewEmptyDir()
                .withMedium(medium.isEmpty() ? null : medium)
                .endEmptyDir()
                .build();
    }

    static VolumeMount mount(String volume, String path, boolean readOnly) {
        return new VolumeMountBuilder()
                .withName(volume)
                .withMountPath(path)
                .withReadOnly(readOnly ? true : null)
                .build();
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
