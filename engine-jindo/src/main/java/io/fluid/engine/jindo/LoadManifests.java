package io.fluid.engine.jindo;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.TargetPath;
import io.fluid.core.spi.LoadsData.LoadDescription;
import io.fluid.core.spi.support.PodObjects;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Renders a load. */
final class LoadManifests {

    private static final String VOLUME = "load-config";

    private final JindoPlan plan;
    private final PodParts parts;
    private final DataLoad load;

    LoadManifests(JindoPlan plan, DataLoad load) {
        this.plan = plan;
        this.parts = new PodParts(plan);
        this.load = load;
    }

    LoadDescription describe() {
        ConfigMap script = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(load.getMetadata().getName() + "-loader-data-load-script")
                .withNamespace(plan.namespace())
                .endMetadata()
                .addToData(Scripts.LOAD, Scripts.text(Scripts.LOAD))
                .build();
        return new LoadDescription(List.of(script), pod(script.getMetadata().getName()));
    }

    private PodTemplateSpec pod(String script) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy("Never")
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withImagePullSecrets(plan.pod(Component.MASTER).pullSecrets())
                .withContainers(parts.bare("dataloader", Component.MASTER)
                        .withCommand("sh", Scripts.FOLDER + "/" + Scripts.LOAD)
                        .withEnv(PodObjects.plain(inputs()))
                        .withVolumeMounts(PodObjects.mount(VOLUME, Scripts.FOLDER, true), parts.clientFile())
                        .build())
                .withVolumes(PodObjects.configMapVolume(VOLUME, script), parts.clientConfig())
                .endSpec()
                .build();
    }

    private Map<String, String> inputs() {
        Map<String, String> options = load.getSpec().options();
        boolean metadata = Boolean.TRUE.equals(load.getSpec().loadMetadata());
        String memory = Boolean.toString(plan.tierBytes(true) > 0);
        Map<String, String> inputs = new LinkedHashMap<>();
        inputs.put(PodParts.MASTERS, plan.masterAddresses());
        inputs.put("FLUID_JINDO", "jindocache");
        inputs.put("FLUID_TERMINATION_LOG", "/dev/termination-log");
        inputs.put("FLUID_METADATA", Boolean.toString(metadata));
        inputs.put("FLUID_METADATA_ONLY", options.getOrDefault(LoadValidation.METADATA_ONLY, "false"));
        inputs.put("FLUID_MEMORY", options.getOrDefault(LoadValidation.MEMORY, memory));
        inputs.put("FLUID_ATOMIC", options.getOrDefault(LoadValidation.ATOMIC, "false"));
        inputs.put("FLUID_FILTER", options.getOrDefault(LoadValidation.FILTER, ""));
        inputs.put("FLUID_THREADS", options.getOrDefault(LoadValidation.THREADS, "10"));
        List<TargetPath> targets = load.getSpec().target().isEmpty()
                ? plan.storages().stream()
                        .map(storage -> new TargetPath(storage.path(), 1, Map.of()))
                        .toList()
                : load.getSpec().target();
        inputs.put("FLUID_COUNT", Integer.toString(targets.size()));
        for (int i = 0; i < targets.size(); i++) {
            Integer replicas = targets.get(i).replicas();
            inputs.put("FLUID_PATH_" + i, targets.get(i).path());
            inputs.put("FLUID_REPLICAS_" + i, Integer.toString(replicas == null ? 1 : Math.max(1, replicas)));
        }
        return inputs;
    }
}
