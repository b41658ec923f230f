package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTermBuilder;
import io.fabric8.kubernetes.api.model.PreferredSchedulingTerm;
import io.fabric8.kubernetes.client.CustomResource;
import io.fluid.api.v1alpha1.AffinityStrategy;
import io.fluid.api.v1alpha1.DataBackup;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.DataMigrate;
import io.fluid.api.v1alpha1.DataProcess;
import io.fluid.api.v1alpha1.ObjectRef;
import io.fluid.api.v1alpha1.OperationRef;
import io.fluid.api.v1alpha1.OperationStatus;
import io.fluid.api.v1alpha1.Prefer;
import io.fluid.api.v1alpha1.Require;
import io.fluid.core.kube.Cluster;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The operations that {@code runAfter} names, whatever their kind. */
final class Predecessors {

    /** The kinds that may precede each other. */
    static final Map<String, Class<? extends CustomResource<?, OperationStatus>>> KINDS = Map.of(
            "DataLoad", DataLoad.class,
            "DataMigrate", DataMigrate.class,
            "DataBackup", DataBackup.class,
            "DataProcess", DataProcess.class);

    private static final String REQUIRE = "Require";
    private static final int HIGHEST_WEIGHT = 100;

    private final Cluster cluster;

    Predecessors(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The operation that {@code runAfter} names; empty when there is none. */
    Optional<? extends CustomResource<?, OperationStatus>> find(OperationRef after, String ownNamespace) {
        return find(after.kind(), after.namespace(), after.name(), ownNamespace);
    }

    private Optional<? extends CustomResource<?, OperationStatus>> find(
            String kind, @Nullable String namespace, String name, String ownNamespace) {
        Class<? extends CustomResource<?, OperationStatus>> type = KINDS.get(kind);
        return type == null ? Optional.empty() : cluster.get(type, namespaceOr(namespace, ownNamespace), name);
    }

    static String namespaceOr(@Nullable String namespace, String ownNamespace) {
        return namespace == null || namespace.isEmpty() ? ownNamespace : namespace;
    }

    /** Where the operation ran that {@code runAfter} wants to be followed there; null when that is not known. */
    @Nullable
    NodeAffinity place(OperationRef after, String ownNamespace) {
        ObjectRef on = after.affinityStrategy() == null
                ? null
                : after.affinityStrategy().dependOn();
        Optional<? extends CustomResource<?, OperationStatus>> source =
                on == null ? find(after, ownNamespace) : find(on.kind(), on.namespace(), on.name(), ownNamespace);
        return source.map(CustomResource::getStatus)
                .map(OperationStatus::nodeAffinity)
                .orElse(null);
    }

    /**
     * The node labels that {@code runAfter.affinityStrategy} requires, but that are not known of the operation to follow.
     *
     * @param recorded where that operation ran, as far as the follower has it; for when the operation is gone
     */
    List<String> unknownPlaces(@Nullable OperationRef after, String ownNamespace, @Nullable NodeAffinity recorded) {
        AffinityStrategy strategy = after == null ? null : after.affinityStrategy();
        if (after == null || strategy == null || !REQUIRE.equals(strategy.policy())) {
            return List.of();
        }
        List<String> known = places(after, ownNamespace, recorded).stream()
                .map(NodeSelectorRequirement::getKey)
                .toList();
        return required(strategy).stream().filter(key -> !known.contains(key)).toList();
    }

    /**
     * Where {@code runAfter.affinityStrategy} wants the follower to run; null for anywhere.
     *
     * @param recorded as in {@link #unknownPlaces}
     */
    @Nullable
    Affinity affinity(@Nullable OperationRef after, String ownNamespace, @Nullable NodeAffinity recorded) {
        AffinityStrategy strategy = after == null ? null : after.affinityStrategy();
        if (after == null
                || strategy == null
                || strategy.policy() == null
                || strategy.policy().isEmpty()) {
            return null;
        }
        List<NodeSelectorRequirement> places = places(after, ownNamespace, recorded);
        if (places.isEmpty()) {
            return null;
        }
        return strategy.policy().equals(REQUIRE) ? require(strategy, places) : prefer(strategy, places);
    }

    private List<NodeSelectorRequirement> places(
            OperationRef after, String ownNamespace, @Nullable NodeAffinity recorded) {
        NodeAffinity found = place(after, ownNamespace);
        NodeAffinity place = found == null ? recorded : found;
        return place == null ? List.of() : requirements(place);
    }

    private static List<String> required(AffinityStrategy strategy) {
        return strategy.requires().isEmpty()
                ? List.of(Places.HOST)
                : strategy.requires().stream().map(Require::name).toList();
    }

    private static List<NodeSelectorRequirement> requirements(NodeAffinity affinity) {
        var required = affinity.getRequiredDuringSchedulingIgnoredDuringExecution();
        return required == null || required.getNodeSelectorTerms().isEmpty()
                ? List.of()
                : required.getNodeSelectorTerms().get(0).getMatchExpressions();
    }

    private static @Nullable Affinity require(AffinityStrategy strategy, List<NodeSelectorRequirement> places) {
        List<String> keys = required(strategy);
        List<NodeSelectorRequirement> wanted =
                places.stream().filter(place -> keys.contains(place.getKey())).toList();
        return wanted.isEmpty()
                ? null
                : new AffinityBuilder()
                        .withNewNodeAffinity()
                        .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                        .addNewNodeSelectorTerm()
                        .withMatchExpressions(wanted)
                        .endNodeSelectorTerm()
                        .endRequiredDuringSchedulingIgnoredDuringExecution()
                        .endNodeAffinity()
                        .build();
    }

    private static @Nullable Affinity prefer(AffinityStrategy strategy, List<NodeSelectorRequirement> places) {
        List<Prefer> keys = strategy.prefers().isEmpty()
                ? List.of(new Prefer(Places.HOST, HIGHEST_WEIGHT, Map.of()))
                : strategy.prefers();
        List<PreferredSchedulingTerm> terms = keys.stream()
                .flatMap(key -> places.stream()
                        .filter(place -> place.getKey().equals(key.name()))
                        .map(place -> new PreferredSchedulingTerm(
                                new NodeSelectorTermBuilder()
                                        .withMatchExpressions(place)
                                        .build(),
                                key.weight())))
                .toList();
        return terms.isEmpty()
                ? null
                : new AffinityBuilder()
                        .withNewNodeAffinity()
                        .withPreferredDuringSchedulingIgnoredDuringExecution(terms)
                        .endNodeAffinity()
                        .build();
    }
}
