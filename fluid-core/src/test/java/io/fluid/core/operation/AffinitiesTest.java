package io.fluid.core.operation;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.AffinityBuilder;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class AffinitiesTest {

    private static NodeSelectorTerm term(String... keys) {
        return new NodeSelectorTerm(
                Arrays.stream(keys)
                        .map(key -> new NodeSelectorRequirement(key, "Exists", List.of()))
                        .toList(),
                List.of());
    }

    private static Affinity nodes(NodeSelectorTerm... terms) {
        return new AffinityBuilder()
                .withNewNodeAffinity()
                .withNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withNodeSelectorTerms(terms)
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endNodeAffinity()
                .build();
    }

    private static Affinity beside(String app) {
        return new AffinityBuilder()
                .withNewPodAffinity()
                .addNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withTopologyKey("kubernetes.io/hostname")
                .withNewLabelSelector()
                .addToMatchLabels("app", app)
                .endLabelSelector()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endPodAffinity()
                .build();
    }

    private static List<NodeSelectorTerm> terms(Affinity affinity) {
        return affinity.getNodeAffinity()
                .getRequiredDuringSchedulingIgnoredDuringExecution()
                .getNodeSelectorTerms();
    }

    @Test
    void one_of_the_alternatives_of_each_side_holds() {
        assertThat(terms(Affinities.both(nodes(term("a"), term("b")), nodes(term("c"), term("a")))))
                .containsExactly(term("a", "c"), term("a"), term("b", "c"), term("b", "a"));
    }

    @Test
    void a_term_that_matches_no_node_does_not_come_to_match_one() {
        assertThat(terms(Affinities.both(nodes(term(), term("b")), nodes(term("c")))))
                .containsExactly(term("b", "c"));
        assertThat(terms(Affinities.both(nodes(term()), nodes(term("c"))))).containsExactly(term());
    }

    @Test
    void pods_to_be_near_and_nodes_to_be_on_are_both_kept() {
        Affinity both = Affinities.both(Affinities.both(beside("worker"), nodes(term("a"))), beside("other"));
        assertThat(terms(both)).containsExactly(term("a"));
        assertThat(both.getPodAffinity().getRequiredDuringSchedulingIgnoredDuringExecution())
                .extracting(one -> one.getLabelSelector().getMatchLabels().get("app"))
                .containsExactly("worker", "other");
        assertThat(Affinities.both(null, beside("worker"))).isEqualTo(beside("worker"));
        assertThat(Affinities.both(null, null)).isNull();
    }
}
