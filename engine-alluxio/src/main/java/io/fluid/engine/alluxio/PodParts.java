package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ContainerPortBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
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
import io.fluid.api.v1alpha1.PodMetadata;
import io.fluid.core.spi.support.PodObjects;
import io.fluid.engine.alluxio.AlluxioPlan.Pod;
import io.fluid.engine.alluxio.AlluxioPlan.Process;

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

    static final String CONFIG_VOLUME = "alluxio-config";
    static final String POD_IP = "FLUID_POD_IP";
    static final String POD_NAME = "FLUID_POD_NAME";
    static final String NODE_IP = "FLUID_NODE_IP";

    private static final String CONFIG_HASH = "fluid.io/config-hash";
    private static final String TYPE = AlluxioEngineProvider.DESCRIPTOR.runtimeType();

    private final AlluxioPlan plan;

    PodParts(AlluxioPlan plan) {
        this.plan = plan;
    }

    Map<String, String> selector(String component) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("app", TYPE);
        labels.put(Labels.RELEASE, plan.name());
        labels.put("role", TYPE + "-" + component);
        return labels;
    }

    StatefulSet statefulSet(String component, int replicas, PodTemplateSpecBuilder template) {
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
                .withTemplate(template.build())
                .endSpec()
                .build();
    }

    /**
     * A pod without containers and volumes.
     *
     * @param content what pods read once, at their start: when it changes, they are replaced
     */
    PodTemplateSpecBuilder template(String component, Pod pod, String content) {
        Map<String, String> labels = new TreeMap<>();
        Map<String, String> annotations = new TreeMap<>();
        for (PodMetadata metadata : pod.metadata()) {
            labels.putAll(metadata.labels());
            annotations.putAll(metadata.annotations());
        }
        labels.putAll(selector(component));
        annotations.put(CONFIG_HASH, PodObjects.hash(content));
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

    /** A container of a component's process, without a command. */
    ContainerBuilder container(Component component, List<VolumeMount> mounts, String commonJavaOptions) {
        Process process = plan.process(component);
        List<VolumeMount> allMounts = new ArrayList<>(mounts);
        allMounts.addAll(process.volumeMounts());
        return bare(component.container(), component)
                .withResources(process.resources())
                .withEnv(environment(component, process, commonJavaOptions))
                .withVolumeMounts(allMounts);
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

    private static List<EnvVar> environment(Component component, Process process, String commonJavaOptions) {
        List<EnvVar> environment = new ArrayList<>(addresses(commonJavaOptions));
        String own = switch (component) {
            case WORKER, JOB_WORKER ->
                " -Dalluxio.worker.hostname=$(" + POD_IP
                        + ") -Dalluxio.job.worker.hostname=$(" + POD_IP + ") -Dalluxio.locality.node=$(" + NODE_IP
                        + ")";
            case FUSE -> " -Dalluxio.locality.node=$(" + NODE_IP + ")";
            case MASTER, JOB_MASTER, API_GATEWAY, CLIENT -> "";
        };
        environment.add(PodObjects.variable(component.javaOptions(), String.join(" ", process.jvmOptions()) + own));
        environment.removeIf(variable -> process.environment().containsKey(variable.getName()));
        environment.addAll(PodObjects.plain(new TreeMap<>(process.environment())));
        return environment;
    }

    /** Variables that the values of later ones may name. */
    static List<EnvVar> addresses(String commonJavaOptions) {
        List<EnvVar> environment = new ArrayList<>();
        environment.add(PodObjects.fieldRef(POD_IP, "status.podIP"));
        environment.add(PodObjects.fieldRef(NODE_IP, "status.hostIP"));
        if (commonJavaOptions.contains(POD_NAME)) {
            environment.add(PodObjects.fieldRef(POD_NAME, "metadata.name"));
        }
        environment.add(PodObjects.variable("LC_ALL", "C.UTF-8"));
        environment.add(PodObjects.variable("ALLUXIO_JAVA_OPTS", Paths.SITE_OPTION + commonJavaOptions));
        return environment;
    }

    List<ContainerPort> ports(Component component) {
        return Arrays.stream(Port.values())
                .filter(port -> port.component() == component && plan.ports().containsKey(port))
                .map(port -> new ContainerPortBuilder()
                        .withName(port.claim())
                        .withContainerPort(plan.port(port))
                        .build())
                .toList();
    }

    /** The port is open long before the process serves; this answers 200 only when it does. */
    Probe serves(String path, Port web) {
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

    /** All that a process that stands by can show. */
    Probe listens(Port port) {
        return new ProbeBuilder()
                .withNewTcpSocket()
                .withNewPort(plan.port(port))
                .endTcpSocket()
                .withPeriodSeconds(2)
                .withFailureThreshold(10)
                .build();
    }

    String properties(Component component) {
        return plan.has(component) ? PropertiesFile.text(plan.process(component).properties()) : "";
    }

    // Volumes.

    Volume configVolume() {
        return PodObjects.configMapVolume(CONFIG_VOLUME, plan.name() + "-config");
    }

    static VolumeMount site(Component component) {
        return new VolumeMountBuilder()
                .withName(CONFIG_VOLUME)
                .withMountPath(Paths.SITE)
                .withSubPath(component.propertiesFile())
                .withReadOnly(true)
                .build();
    }

    /** Those of the user's volumes that a pod's containers mount: the others would only keep it from starting. */
    List<Volume> used(Component pod) {
        Set<String> names = new HashSet<>();
        Component.inPodOf(pod).stream()
                .filter(plan::has)
                .forEach(component ->
                        plan.process(component).volumeMounts().forEach(mount -> names.add(mount.getName())));
        return plan.volumes().stream()
                .filter(volume -> names.contains(volume.getName()))
                .toList();
    }
}
