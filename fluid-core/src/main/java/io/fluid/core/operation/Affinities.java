package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeAffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodAffinity;
import io.fabric8.kubernetes.api.model.PodAffinityBuilder;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import io.fabric8.kubernetes.api.model.PodAntiAffinityBuilder;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;

/** Affinities that all hold. */
final class Affinities {

    private Affinities() {}

    /** What both require, and what either prefers. */
    static @Nullable Affinity both(@Nullable Affinity one, @Nullable Affinity other) {
        return merged(
                one,
                other,
                (a, b) -> new AffinityBuilder()
                        .withNodeAffinity(merged(a.getNodeAffinity(), b.getNodeAffinity(), Affinities::nodes))
                        .withPodAffinity(merged(a.getPodAffinity(), b.getPodAffinity(), Affinities::pods))
                        .withPodAntiAffinity(
                                merged(a.getPodAntiAffinity(), b.getPodAntiAffinity(), Affinities::notPods))
                        .build());
    }

    private static <A> @Nullable A merged(@Nullable A one, @Nullable A other, BinaryOperator<A> merge) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return merge.apply(one, other);
    }

    private static NodeAffinity nodes(NodeAffinity one, NodeAffinity other) {
        return new NodeAffinityBuilder()
                .withRequiredDuringSchedulingIgnoredDuringExecution(merged(
                        one.getRequiredDuringSchedulingIgnoredDuringExecution(),
                        other.getRequiredDuringSchedulingIgnoredDuringExecution(),
                        Affinities::selectors))
                .withPreferredDuringSchedulingIgnoredDuringExecution(union(
                        one.getPreferredDuringSchedulingIgnoredDuringExecution(),
                        other.getPreferredDuringSchedulingIgnoredDuringExecution()))
                .build();
    }

    // The terms of a selector are alternatives: both selectors hold where one term of each does.
    private static NodeSelector selectors(NodeSelector one, NodeSelector other) {
        Set<NodeSelectorTerm> terms = new LinkedHashSet<>();
        for (NodeSelectorTerm a : one.getNodeSelectorTerms()) {
            for (NodeSelectorTerm b : other.getNodeSelectorTerms()) {
                // A term without requirements matches no node.
                if (!isEmpty(a) && !isEmpty(b)) {
                    terms.add(new NodeSelectorTerm(
                            union(a.getMatchExpressions(), b.getMatchExpressions()),
                            union(a.getMatchFields(), b.getMatchFields())));
                }
            }
        }
        return new NodeSelector(terms.isEmpty() ? List.of(new NodeSelectorTerm()) : new ArrayList<>(terms));
    }

    private static boolean isEmpty(NodeSelectorTerm term) {
        return term.getMatchExpressions().isEmpty() && term.getMatchFields().isEmpty();
    }

    private static PodAffinity pods(PodAffinity one, PodAffinity other) {
        return new PodAffinityBuilder()
                .withRequiredDuringSchedulingIgnoredDuringExecution(union(
                        one.getRequiredDuringSchedulingIgnoredDuringExecution(),
                        other.getRequiredDuringSchedulingIgnoredDuringExecution()))
                .withPreferredDuringSchedulingIgnoredDuringExecution(union(
                        one.getPreferredDuringSchedulingIgnoredDuringExecution(),
                        other.getPreferredDuringSchedulingIgnoredDuringExecution()))
                .build();
    }

    private static PodAntiAffinity notPods(PodAntiAffinity one, PodAntiAffinity other) {
        return new PodAntiAffinityBuilder()
                .withRequiredDuringSchedulingIgnoredDuringExecution(union(
                        one.getRequiredDuringSchedulingIgnoredDuringExecution(),
                        other.getRequiredDuringSchedulingIgnoredDuringExecution()))
                .withPreferredDuringSchedulingIgnoredDuringExecution(union(
                        one.getPreferredDuringSchedulingIgnoredDuringExecution(),
                        other.getPreferredDuringSchedulingIgnoredDuringExecution()))
                .build();
    }

    private static <V> List<V> union(List<V> one, List<V> other) {
        Set<V> union = new LinkedHashSet<>(one);
        union.addAll(other);
        return new ArrayList<>(union);
    }
}
