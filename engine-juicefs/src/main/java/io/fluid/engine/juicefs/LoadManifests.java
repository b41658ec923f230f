package io.fluid.engine.juicefs;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.TargetPath;
import io.fluid.core.spi.LoadsData.LoadDescription;
import io.fluid.engine.juicefs.RuntimeSpec.Part;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Renders a load: a pod on a worker's node that mounts the volume over the same cache directories and warms it. It needs
 * no access to the workers.
 */
final class LoadManifests {

    private final Plan plan;
    private final DataLoad load;
    private final PodParts parts;

    LoadManifests(Plan plan, DataLoad load) {
        this.plan = plan;
        this.load = load;
        this.parts = new PodParts(plan);
    }

    LoadDescription describe() {
        String script = load.getMetadata().getName() + "-loader-data-load-script";
        OperationOptions options = OperationOptions.of(load.getSpec().options());
        List<String> paths = load.getSpec().target().isEmpty()
                ? List.of("/")
                : load.getSpec().target().stream().map(TargetPath::path).toList();
        Map<String, String> inputs = new LinkedHashMap<>();
        PodParts.numbered(inputs, "FLUID_WARM_PATH_", "FLUID_WARM_COUNT", paths);
        PodParts.numbered(inputs, "FLUID_WARM_OPTION_", "FLUID_WARM_OPTIONS", options.arguments());
        inputs.put("FLUID_WARM_TIMEOUT", options.timeout());
        List<String> mount = new ArrayList<>(plan.workerArguments());
        mount.add("--background");
        Part part = parts.operationPart();
        Container container = parts.container("dataloader", part, mount, inputs).build();
        PodTemplateSpec pod = parts.template("loader", part)
                .editSpec()
                .withRestartPolicy("Never")
                .withNewAffinity()
                .withNewPodAffinity()
                .addNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withTopologyKey("kubernetes.io/hostname")
                .withNewLabelSelector()
                .addToMatchLabels(parts.selector("worker"))
                .endLabelSelector()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endPodAffinity()
                .endAffinity()
                .withContainers(container)
                .withVolumes(parts.volumes(script, container))
                .endSpec()
                .build();
        return new LoadDescription(List.of(parts.script(script)), pod);
    }
}
