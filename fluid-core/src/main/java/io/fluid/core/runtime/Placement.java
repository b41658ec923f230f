package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAffinityTermBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fluid.api.DatasetId;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpec;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** On which nodes masters and workers of a Dataset may run. */
final class Placement {

    static final String EXCLUSIVE = "Exclusive";
    static final String SHARED = "Shared";

    private static final String HOSTNAME = "kubernetes.io/hostname";
    private static final String LOCAL_SCHEME = "local://";

    private final Dataset dataset;
    private final DatasetId id;

    Placement(Dataset dataset, DatasetId id) {
        this.dataset = dataset;
        this.id = id;
    }

    /** Exclusive unless the Dataset says Shared. */
    static String mode(Dataset dataset) {
        return SHARED.equals(dataset.getSpec().placement()) ? SHARED : EXCLUSIVE;
    }

    void placeWorker(PodTemplateSpec pod) {
        tolerate(pod);
        pod.getMetadata().getLabels().put(Labels.DATASET, id.value());
        pod.getMetadata().getLabels().put(Labels.DATASET_PLACEMENT, mode(dataset));
        if (pod.getSpec().getAffinity() == null) {
            pod.getSpec().setAffinity(workerAffinity());
        }
    }

    /** A master sees local directories only on the nodes that have them. */
    void placeMaster(PodTemplateSpec pod) {
        tolerate(pod);
        NodeSelector required = required();
        boolean local = dataset.getSpec().mounts().stream()
                .anyMatch(mount -> mount.mountPoint().startsWith(LOCAL_SCHEME));
        Affinity affinity = pod.getSpec().getAffinity();
        if (local && required != null && (affinity == null || affinity.getNodeAffinity() == null)) {
            pod.getSpec()
                    .setAffinity((affinity == null ? new AffinityBuilder() : new AffinityBuilder(affinity))
                            .withNewNodeAffinity()
                            .withRequiredDuringSchedulingIgnoredDuringExecution(required)
                            .endNodeAffinity()
                            .build());
        }
    }

    private void tolerate(PodTemplateSpec pod) {
        Set<Toleration> all = new LinkedHashSet<>(pod.getSpec().getTolerations());
        all.addAll(dataset.getSpec().tolerations());
        pod.getSpec().setTolerations(new ArrayList<>(all));
    }

    private Affinity workerAffinity() {
        AffinityBuilder affinity = new AffinityBuilder()
                .withNewNodeAffinity()
                .withRequiredDuringSchedulingIgnoredDuringExecution(required())
                .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                .withWeight(100)
                .withNewPreference()
                .addToMatchExpressions(
                        new NodeSelectorRequirement(id.key(Labels.FUSE_PREFIX), "In", List.of(Labels.TRUE)))
                .endPreference()
                .endPreferredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity();
        return mode(dataset).equals(EXCLUSIVE)
                ? affinity.withNewPodAntiAffinity()
                        .addToRequiredDuringSchedulingIgnoredDuringExecution(near(Labels.DATASET, "Exists", List.of()))
                        .endPodAntiAffinity()
                        .build()
                : affinity.withNewPodAntiAffinity()
                        .addNewPreferredDuringSchedulingIgnoredDuringExecution()
                        .withWeight(50)
                        .withPodAffinityTerm(near(Labels.DATASET, "Exists", List.of()))
                        .endPreferredDuringSchedulingIgnoredDuringExecution()
                        .addToRequiredDuringSchedulingIgnoredDuringExecution(
                                near(Labels.DATASET_PLACEMENT, "In", List.of(EXCLUSIVE)))
                        .endPodAntiAffinity()
                        .build();
    }

    private static PodAffinityTerm near(String label, String operator, List<String> values) {
        return new PodAffinityTermBuilder()
                .withNewLabelSelector()
                .addToMatchExpressions(new LabelSelectorRequirement(label, operator, values))
                .endLabelSelector()
                .withTopologyKey(HOSTNAME)
                .build();
    }

    private @Nullable NodeSelector required() {
        DatasetSpec spec = dataset.getSpec();
        return spec.nodeAffinity() == null ? null : spec.nodeAffinity().required();
    }
}
