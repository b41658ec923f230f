package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeAffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fluid.core.kube.Cluster;
import org.jspecify.annotations.Nullable;

import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Where operations ran, by the labels that others may follow them by. */
final class Places {

    static final String HOST = "kubernetes.io/hostname";

    /** The labels. */
    static final List<String> LABELS = List.of(HOST, "topology.kubernetes.io/zone", "topology.kubernetes.io/region");

    private Places() {}

    /** The labels of a node; of one that is gone, its name, which is the label of the host nearly everywhere. */
    static @Nullable NodeAffinity of(Cluster cluster, @Nullable String node) {
        if (node == null) {
            return null;
        }
        Map<String, String> labels = find(cluster, node)
                .map(found -> Objects.requireNonNullElse(found.getMetadata().getLabels(), Map.<String, String>of()))
                .orElse(Map.of());
        List<NodeSelectorRequirement> place = new ArrayList<>();
        for (String label : LABELS) {
            String value = label.equals(HOST) ? labels.getOrDefault(label, node) : labels.get(label);
            if (value != null) {
                place.add(new NodeSelectorRequirement(label, "In", List.of(value)));
            }
        }
        return new NodeAffinityBuilder()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .addNewNodeSelectorTerm()
                .withMatchExpressions(place)
                .endNodeSelectorTerm()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .build();
    }

    private static Optional<Node> find(Cluster cluster, String node) {
        try {
            return cluster.get(Node.class, "", node);
        } catch (KubernetesClientException e) {
            // An installation may withhold the right on nodes; the operation ends all the same.
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
