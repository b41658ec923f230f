package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.TargetPath;
import io.fluid.core.spi.LoadsData.LoadDescription;
import io.fluid.core.spi.support.PodObjects;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders a load. */
final class AlluxioLoadManifests {

    private static final String VOLUME = "load-config";

    private final AlluxioPlan plan;
    private final DataLoad load;

    AlluxioLoadManifests(AlluxioPlan plan, DataLoad load) {
        this.plan = plan;
        this.load = load;
    }

    LoadDescription describe() {
        return new LoadDescription(List.of(config()), pod());
    }

    private ConfigMap config() {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(configName())
                .withNamespace(plan.namespace())
                .endMetadata()
                .addToData(Scripts.LOAD, Scripts.text(Scripts.LOAD))
                .addToData(
                        Component.CLIENT.propertiesFile(),
                        PropertiesFile.text(plan.process(Component.CLIENT).properties()))
                .build();
    }

    private PodTemplateSpec pod() {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                // A namespace with thousands of services would put as many variables into the shell.
                .withEnableServiceLinks(false)
                .withImagePullSecrets(plan.pod(Component.CLIENT).pullSecrets())
                .withContainers(container())
                .withVolumes(PodObjects.configMapVolume(VOLUME, configName()))
                .endSpec()
                .build();
    }

    private Container container() {
        return new ContainerBuilder()
                .withName(Component.CLIENT.container())
                .withImage(plan.pod(Component.CLIENT).image())
                .withImagePullPolicy(plan.pod(Component.CLIENT).pullPolicy())
                .withCommand("sh", Paths.SCRIPTS + "/" + Scripts.LOAD)
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .withEnv(environment())
                .withVolumeMounts(
                        PodObjects.mount(VOLUME, Paths.SCRIPTS, true),
                        new VolumeMountBuilder()
                                .withName(VOLUME)
                                .withMountPath(Paths.SITE)
                                .withSubPath(Component.CLIENT.propertiesFile())
                                .withReadOnly(true)
                                .build())
                .build();
    }

    private List<EnvVar> environment() {
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put("LC_ALL", "C.UTF-8");
        inputs.put("ALLUXIO_JAVA_OPTS", Paths.SITE_OPTION);
        inputs.put(
                Component.CLIENT.javaOptions(),
                String.join(" ", plan.process(Component.CLIENT).jvmOptions()));
        inputs.put("FLUID_ALLUXIO", Paths.ALLUXIO);
        inputs.put("FLUID_TERMINATION_LOG", Paths.TERMINATION_LOG);
        inputs.put(
                "FLUID_LOAD_METADATA",
                Boolean.toString(Boolean.TRUE.equals(load.getSpec().loadMetadata())));
        inputs.put("FLUID_LOAD_PIN", Boolean.toString(plan.keepsLoaded()));
        List<TargetPath> targets = load.getSpec().target().isEmpty()
                ? List.of(new TargetPath(Mounts.ROOT, 1, Map.of()))
                : load.getSpec().target();
        inputs.put("FLUID_LOAD_COUNT", Integer.toString(targets.size()));
        for (int i = 0; i < targets.size(); i++) {
            Integer replicas = targets.get(i).replicas();
            inputs.put("FLUID_LOAD_PATH_" + i, targets.get(i).path());
            inputs.put("FLUID_LOAD_REPLICAS_" + i, Integer.toString(replicas == null ? 1 : Math.max(1, replicas)));
        }
        return PodObjects.plain(inputs);
    }

    private String configName() {
        return load.getMetadata().getName() + "-loader-data-load-script";
    }
}
