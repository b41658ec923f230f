package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fluid.api.v1alpha1.DataProcess;
import io.fluid.api.v1alpha1.DataProcessSpec;
import io.fluid.api.v1alpha1.JobProcessor;
import io.fluid.api.v1alpha1.Processor;
import io.fluid.api.v1alpha1.ScriptProcessor;
import io.fluid.api.v1alpha1.TargetDatasetWithMountPath;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.JobDescription;
import io.fluid.core.spi.Problem;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** {@code DataProcess}: runs the user's own work on the Dataset, mounted as any application mounts it. */
final class DataProcesses implements OperationKind<DataProcess> {

    private static final String DATASET_VOLUME = "fluid-dataset-vol";
    private static final String SCRIPT_VOLUME = "fluid-scripts";
    private static final String SCRIPT_FOLDER = "/fluid-scripts";
    private static final String SCRIPT = "preprocess.sh";
    private static final int EXECUTABLE = 0755;

    @Override
    public Class<DataProcess> type() {
        return DataProcess.class;
    }

    @Override
    public String suffix() {
        return "-processor";
    }

    @Override
    public OperationSettings settings(DataProcess operation) {
        DataProcessSpec spec = operation.getSpec();
        TargetDatasetWithMountPath target = spec.dataset();
        return OperationSettingsBuilder.builder()
                .datasetField("DataProcess.spec.dataset")
                .dataset(target == null ? null : target.name())
                .datasetNamespace(target == null ? null : target.namespace())
                .policy(spec.policy())
                .schedule(spec.schedule())
                .runAfter(spec.runAfter())
                .ttlSecondsAfterFinished(spec.ttlSecondsAfterFinished())
                .podMetadata(spec.processor() == null ? null : spec.processor().podMetadata())
                .build();
    }

    @Override
    public List<Refusal> refusals(DataProcess operation) {
        Processor processor = operation.getSpec().processor();
        TargetDatasetWithMountPath target = operation.getSpec().dataset();
        List<Refusal> refusals = new ArrayList<>();
        JobProcessor job = processor == null ? null : processor.job();
        ScriptProcessor script = processor == null ? null : processor.script();
        if (job == null && script == null) {
            refusals.add(refusal(OperationReasons.PROCESSOR_NOT_SPECIFIED, "processor", "", "either job or script"));
        } else if (job != null && script != null) {
            refusals.add(refusal(OperationReasons.SEVERAL_PROCESSORS, "processor", "both", "either job or script"));
        } else if (script != null && isBlank(script.image())) {
            refusals.add(refusal(OperationReasons.NOT_VALID, "processor.script.image", "", "an image"));
        } else if (job != null
                && (job.podSpec() == null || job.podSpec().getContainers().isEmpty())) {
            refusals.add(refusal(OperationReasons.NOT_VALID, "processor.job.podSpec", "", "a pod with a container"));
        }
        if (target == null || !target.mountPath().startsWith("/")) {
            String path = target == null ? "" : target.mountPath();
            refusals.add(refusal(OperationReasons.NOT_VALID, "dataset.mountPath", path, "an absolute path"));
        } else if (processor != null
                && mounts(processor).anyMatch(mount -> target.mountPath().equals(mount.getMountPath()))) {
            refusals.add(refusal(
                    OperationReasons.CONFLICT_MOUNT_PATH,
                    "dataset.mountPath",
                    target.mountPath(),
                    "a path that the processor does not mount something else at"));
        }
        return refusals;
    }

    private static Refusal refusal(String reason, String field, String value, String accepted) {
        return new Refusal(reason, new Problem("DataProcess.spec." + field, value, accepted));
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static Stream<VolumeMount> mounts(Processor processor) {
        if (processor.script() != null) {
            return processor.script().volumeMounts().stream();
        }
        PodSpec pod = processor.job() == null ? null : processor.job().podSpec();
        return pod == null
                ? Stream.empty()
                : Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                        .flatMap(container -> container.getVolumeMounts().stream());
    }

    @Override
    public boolean servedBy(CacheEngine engine) {
        return true;
    }

    @Override
    public boolean describedByEngine() {
        return false;
    }

    @Override
    public List<Problem> validate(CacheRequest request, DataProcess operation, CacheEngine engine) {
        return List.of();
    }

    @Override
    public JobDescription describe(CacheRequest request, DataProcess operation, CacheEngine engine) {
        Processor processor = Objects.requireNonNull(operation.getSpec().processor());
        TargetDatasetWithMountPath target =
                Objects.requireNonNull(operation.getSpec().dataset());
        String scripts = release(operation) + "-scripts";
        PodSpec pod = processor.script() != null
                ? script(processor.script(), scripts)
                : new PodSpecBuilder(Objects.requireNonNull(processor.job()).podSpec()).build();
        if (!isBlank(processor.serviceAccountName())) {
            pod.setServiceAccountName(processor.serviceAccountName());
        }
        mount(pod, target);
        List<ConfigMap> resources =
                processor.script() == null ? List.of() : List.of(scripts(scripts, processor.script()));
        PodTemplateSpec template = new PodTemplateSpecBuilder().withSpec(pod).build();
        return new JobDescription(List.copyOf(resources), template);
    }

    private static void mount(PodSpec pod, TargetDatasetWithMountPath target) {
        pod.getVolumes()
                .add(new VolumeBuilder()
                        .withName(DATASET_VOLUME)
                        .withNewPersistentVolumeClaim(target.name(), null)
                        .build());
        VolumeMount mount = new VolumeMountBuilder()
                .withName(DATASET_VOLUME)
                .withMountPath(target.mountPath())
                .withSubPath(isBlank(target.subPath()) ? null : target.subPath())
                .build();
        for (Container container : pod.getContainers()) {
            container.getVolumeMounts().add(mount);
        }
    }

    private static PodSpec script(ScriptProcessor script, String configMap) {
        Container container = new ContainerBuilder()
                .withName("script-processor")
                .withImage(isBlank(script.imageTag()) ? script.image() : script.image() + ":" + script.imageTag())
                .withImagePullPolicy(script.imagePullPolicy())
                .withCommand(script.command().isEmpty() ? List.of("bash") : script.command())
                .withArgs(SCRIPT_FOLDER + "/" + SCRIPT)
                .withEnv(script.env())
                .withVolumeMounts(script.volumeMounts())
                .addNewVolumeMount()
                .withName(SCRIPT_VOLUME)
                .withMountPath(SCRIPT_FOLDER)
                .endVolumeMount()
                .withResources(script.resources())
                .build();
        return new PodSpecBuilder()
                .withRestartPolicy(script.restartPolicy())
                .withEnableServiceLinks(false)
                .withContainers(container)
                .withVolumes(script.volumes())
                .addNewVolume()
                .withName(SCRIPT_VOLUME)
                .withNewConfigMap()
                .withName(configMap)
                .withDefaultMode(EXECUTABLE)
                .endConfigMap()
                .endVolume()
                .build();
    }

    private static ConfigMap scripts(String name, ScriptProcessor script) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .addToData(SCRIPT, script.source())
                .build();
    }
}
