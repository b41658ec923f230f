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
import java.util.TreeMap;

/**
 * Renders a load: a pod on a worker's node that mounts the volume over the same cache directories and warms it. It needs
 * no access to the workers.
 */
final class LoadManifests {

    private static final String TIMEOUT = "timeout";

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
        Map<String, String> options = new TreeMap<>(load.getSpec().options());
        String timeout = options.getOrDefault(TIMEOUT, "30m");
        options.remove(TIMEOUT);
        List<String> paths = load.getSpec().target().isEmpty()
                ? List.of("/")
                : load.getSpec().target().stream().map(TargetPath::path).toList();
        List<String> arguments = new ArrayList<>();
        options.forEach((key, value) -> arguments.add(value.isEmpty() ? "--" + key : "--" + key + "=" + value));
        Map<String, String> inputs = new LinkedHashMap<>();
        PodParts.numbered(inputs, "FLUID_WARM_PATH_", "FLUID_WARM_COUNT", paths);
        PodParts.numbered(inputs, "FLUID_WARM_OPTION_", "FLUID_WARM_OPTIONS", arguments);
        inputs.put("FLUID_WARM_TIMEOUT", timeout);
        // The pod has a network of its own, where no port is taken; it never writes.
        List<String> mount = new ArrayList<>(plan.workerArguments());
        mount.add("--background");
        Part worker = plan.runtime().worker();
        Part alone = new Part(
                worker.env(), null, Map.of(), Map.of(), worker.volumeMounts(), List.of(), worker.metadata(), false);
        Container container =
                parts.container("dataloader", alone, mount, inputs).build();
        PodTemplateSpec pod = parts.template("loader", alone)
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
