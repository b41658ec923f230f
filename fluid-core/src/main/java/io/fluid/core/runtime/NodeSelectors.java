package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeAffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Node selectors of both forms: maps of labels and lists of requirements. */
final class NodeSelectors {

    private NodeSelectors() {}

    static List<NodeSelectorRequirement> requirements(Map<String, String> labels) {
        return new TreeMap<>(labels)
                .entrySet().stream()
                        .map(label -> new NodeSelectorRequirement(label.getKey(), "In", List.of(label.getValue())))
                        .toList();
    }

    /** Where a pod may run: its node affinity with its node selector in every required term; null when anywhere. */
    static @Nullable NodeAffinity merged(PodSpec pod) {
        NodeAffinity affinity =
                pod.getAffinity() == null ? null : pod.getAffinity().getNodeAffinity();
        Map<String, String> labels = pod.getNodeSelector();
        if (labels == null || labels.isEmpty()) {
            return affinity;
        }
        NodeAffinityBuilder merged = affinity == null ? new NodeAffinityBuilder() : new NodeAffinityBuilder(affinity);
        List<NodeSelectorTerm> terms = affinity == null
                        || affinity.getRequiredDuringSchedulingIgnoredDuringExecution() == null
                ? List.of(new NodeSelectorTerm())
                : affinity.getRequiredDuringSchedulingIgnoredDuringExecution().getNodeSelectorTerms();
        return merged.withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withNodeSelectorTerms(terms.stream()
                        .map(term -> new NodeSelectorTermBuilder(term)
                                .addAllToMatchExpressions(requirements(labels))
                                .build())
                        .toList())
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .build();
    }
}
