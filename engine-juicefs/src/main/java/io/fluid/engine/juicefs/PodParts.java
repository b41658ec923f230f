package io.fluid.engine.juicefs;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.PodMetadata;
import io.fluid.api.v1alpha1.SecretKeySelector;
import io.fluid.core.spi.support.PodObjects;
import io.fluid.core.spi.support.TierDirectory;
import io.fluid.engine.juicefs.RuntimeSpec.Part;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the pods of a plan have in common. */
final class PodParts {

    static final String SCRIPT = "script.sh";
    static final String SCRIPT_FOLDER = "/etc/fluid/scripts";
    static final String MOUNT_VOLUME = "juicefs-fuse-mount";
    static final String SCRIPT_VOLUME = "juicefs-script";
    private static final String TYPE = JuiceFSEngineProvider.DESCRIPTOR.runtimeType();
    private static final Pattern PLACE_OF_DATA =
            Pattern.compile("--(" + DataVolume.STORAGE + "|" + DataVolume.BUCKET + ")(=.*)?");
    private static final String PATIENCE = "20s";
    private static final String TERMINATION_LOG = "/dev/termination-log";

    private final Plan plan;

    PodParts(Plan plan) {
        this.plan = plan;
    }

    Map<String, String> selector(String component) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("app", TYPE);
        labels.put(Labels.RELEASE, plan.name());
        labels.put("role", TYPE + "-" + component);
        return labels;
    }

    ConfigMap script(String name) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(plan.namespace())
                .endMetadata()
                .addToData(SCRIPT, Scripts.mount())
                .build();
    }

    /** A pod without containers and volumes. */
    PodTemplateSpecBuilder template(String component, Part part) {
        Map<String, String> labels = new TreeMap<>();
        Map<String, String> annotations = new TreeMap<>();
        add(plan.runtime().spec().podMetadata(), labels, annotations);
        add(part.metadata(), labels, annotations);
        labels.putAll(selector(component));
        PodSpecBuilder spec =
                new PodSpecBuilder().withAutomountServiceAccountToken(false).withEnableServiceLinks(false);
        if (!part.nodeSelector().isEmpty()) {
            spec.withNodeSelector(part.nodeSelector());
        }
        if (part.hostNetwork()) {
            spec.withHostNetwork(true).withDnsPolicy("ClusterFirstWithHostNet");
        }
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .withSpec(spec.build());
    }

    private static void add(
            @Nullable PodMetadata metadata, Map<String, String> labels, Map<String, String> annotations) {
        if (metadata != null) {
            labels.putAll(metadata.labels());
            annotations.putAll(metadata.annotations());
        }
    }

    /**
     * A container that mounts the volume where only itself sees it: when it ends, however that happens, the mount ends
     * with it.
     */
    ContainerBuilder container(String name, Part part, List<String> mountArguments, Map<String, String> more) {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("FLUID_MOUNT", plan.mountPath());
        numbered(inputs, "FLUID_MOUNT_", "FLUID_MOUNT_COUNT", mountArguments);
        inputs.putAll(more);
        ContainerBuilder container = program(name, part, inputs);
        plan.tiers().stream()
                .filter(tier -> !part.holds(tier.path()))
                .forEach(tier -> container.addToVolumeMounts(
                        PodObjects.mount(tier.volume().getName(), tier.path(), false)));
        return container
                .withNewSecurityContext()
                .withPrivileged(true)
                .withRunAsUser(0L)
                .endSecurityContext();
    }

    /** A container that runs the script; inputs that all its uses need are there, unless {@code more} has others. */
    ContainerBuilder program(String name, Part part, Map<String, String> more) {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("FLUID_EDITION", plan.volume().edition().word());
        inputs.put("FLUID_VOLUME", plan.volume().name());
        inputs.put("FLUID_FORMAT", format());
        numbered(inputs, "FLUID_FORMAT_", "FLUID_FORMAT_COUNT", plan.formatArguments());
        inputs.put("FLUID_QUOTA", quota());
        inputs.put("FLUID_QUOTA_PATH", plan.volume().folder());
        inputs.put("FLUID_PATIENCE", PATIENCE);
        inputs.put("FLUID_TERMINATION_LOG", TERMINATION_LOG);
        inputs.putAll(more);
        List<EnvVar> environment = new ArrayList<>(PodObjects.plain(inputs));
        plan.volume().secrets().forEach((option, key) -> environment.add(secret(DataVolume.variable(option), key)));
        environment.addAll(part.env());
        return new ContainerBuilder()
                .withName(name)
                .withImage(plan.image())
                .withImagePullPolicy(plan.pullPolicy())
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withCommand("sh", SCRIPT_FOLDER + "/" + SCRIPT)
                .withEnv(environment)
                .withVolumeMounts(PodObjects.mount(SCRIPT_VOLUME, SCRIPT_FOLDER, true))
                .addAllToVolumeMounts(part.volumeMounts());
    }

    private String format() {
        if (plan.volume().edition() == Edition.ENTERPRISE
                || plan.formatArguments().isEmpty()) {
            return "false";
        }
        // Without a place for its data a new volume would lie in the container.
        return plan.formatArguments().stream().anyMatch(PLACE_OF_DATA.asMatchPredicate()) ? "true" : "update";
    }

    private String quota() {
        String quota = plan.volume().options().get(DataVolume.QUOTA);
        return quota == null ? "" : Long.toString(DataVolume.quota(quota).orElseThrow());
    }

    /** What a data operation's pod has of the workers': it has a network of its own, and no volumes of a StatefulSet. */
    Part operationPart() {
        Part worker = plan.runtime().worker();
        Set<String> volumes =
                plan.runtime().spec().volumes().stream().map(Volume::getName).collect(Collectors.toSet());
        return new Part(
                worker.env(),
                null,
                Map.of(),
                Map.of(),
                worker.volumeMounts().stream()
                        .filter(mount -> volumes.contains(mount.getName()))
                        .toList(),
                List.of(),
                worker.metadata(),
                false);
    }

    static void numbered(Map<String, String> inputs, String prefix, String count, List<String> values) {
        inputs.put(count, Integer.toString(values.size()));
        for (int i = 0; i < values.size(); i++) {
            inputs.put(prefix + i, values.get(i));
        }
    }

    static EnvVar secret(String variable, SecretKeySelector key) {
        return new EnvVarBuilder()
                .withName(variable)
                .withNewValueFrom()
                .withNewSecretKeyRef(key.key(), key.name(), null)
                .endValueFrom()
                .build();
    }

    /** The directory of the node where a client's mount appears. */
    Volume mountVolume() {
        return new VolumeBuilder()
                .withName(MOUNT_VOLUME)
                .withNewHostPath()
                .withPath(parent(plan.mountPath()))
                .withType("DirectoryOrCreate")
                .endHostPath()
                .build();
    }

    /** Shows a container's mount to the node. */
    VolumeMount mountOfNode() {
        return new VolumeMountBuilder()
                .withName(MOUNT_VOLUME)
                .withMountPath(parent(plan.mountPath()))
                .withMountPropagation("Bidirectional")
                .build();
    }

    /** The volumes that {@link #container} mounts. */
    List<Volume> volumes(String scriptConfig, Container container) {
        List<Volume> volumes = programVolumes(scriptConfig, container);
        Set<String> used = used(container);
        plan.tiers().stream()
                .map(TierDirectory::volume)
                .filter(volume -> used.contains(volume.getName()))
                .forEach(volumes::add);
        return volumes;
    }

    /** The volumes that {@link #program} mounts. */
    List<Volume> programVolumes(String scriptConfig, Container container) {
        List<Volume> volumes = new ArrayList<>(List.of(PodObjects.configMapVolume(SCRIPT_VOLUME, scriptConfig)));
        // Those of the user's volumes that nothing mounts would only keep the pod from starting.
        Set<String> used = used(container);
        plan.runtime().spec().volumes().stream()
                .filter(volume -> used.contains(volume.getName()))
                .forEach(volumes::add);
        return volumes;
    }

    private static Set<String> used(Container container) {
        return container.getVolumeMounts().stream().map(VolumeMount::getName).collect(Collectors.toSet());
    }

    private static String parent(String path) {
        return path.substring(0, path.lastIndexOf('/'));
    }
}
