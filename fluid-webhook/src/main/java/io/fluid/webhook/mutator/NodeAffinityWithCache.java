package io.fluid.webhook.mutator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fluid.api.Labels;
import io.fluid.webhook.spi.MountedDataset;
import io.fluid.webhook.spi.MutatorSettings;
import io.fluid.webhook.spi.PodChange;
import io.fluid.webhook.spi.PodMutator;
import io.fluid.webhook.spi.PodMutatorProvider;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Draws pods to where their datasets are cached, in tiers: the node, then what the dataset says of its cache's zone,
 * region and so on. The pod label {@code fluid.io/dataset.<claim>.sched: required} makes it a must for one dataset.
 */
public final class NodeAffinityWithCache implements PodMutatorProvider {

    private static final String NODE = "fluid.io/node";
    private static final String FUSE = "fluid.io/fuse";
    private static final String REQUIRED = "required";
    private static final int HEAVIEST = 100;

    @Override
    public String name() {
        return "NodeAffinityWithCache";
    }

    @Override
    public PodMutator create(MutatorSettings settings) {
        return new Mutator(Tiers.of(settings.arguments()));
    }

    private record Tier(String name, int weight) {}

    private record Tiers(List<Tier> preferred, List<String> required) {

        static Tiers of(String arguments) {
            if (arguments.isBlank()) {
                return new Tiers(
                        List.of(
                                new Tier(NODE, HEAVIEST),
                                new Tier("topology.kubernetes.io/zone", 50),
                                new Tier("topology.kubernetes.io/region", 20)),
                        List.of(NODE));
            }
            JsonNode tree = YamlText.parse(arguments, "args of NodeAffinityWithCache");
            List<Tier> preferred = new ArrayList<>();
            for (JsonNode tier : tree.path("preferred")) {
                int weight = tier.path("weight").asInt();
                if (!tier.path("name").isTextual() || weight < 1 || weight > HEAVIEST) {
                    throw new IllegalArgumentException("NodeAffinityWithCache: preferred: \"" + tier
                            + "\" is not accepted; expected name and a weight from 1 to 100");
                }
                preferred.add(new Tier(tier.path("name").asText(), weight));
            }
            List<String> required = new ArrayList<>();
            tree.path(REQUIRED).forEach(name -> required.add(name.asText()));
            return new Tiers(List.copyOf(preferred), List.copyOf(required));
        }

        /** Whether the pod decides for itself. */
        boolean isKnownTo(JsonNode spec) {
            Set<String> labels = NodeAffinities.labelsOf(spec);
            return preferred.stream().map(Tier::name).anyMatch(labels::contains)
                    || required.stream().anyMatch(labels::contains);
        }
    }

    private record Mutator(Tiers tiers) implements PodMutator {

        @Override
        public Next mutate(PodChange change) {
            if (tiers.isKnownTo(change.spec())) {
                return Next.CONTINUE;
            }
            for (MountedDataset dataset : change.datasets()) {
                boolean isMust = REQUIRED.equals(change.label(Labels.requiredScheduling(dataset.claim())));
                if (isMust) {
                    NodeAffinities.requireOneOf(change.spec(), alternatives(dataset));
                } else {
                    for (Tier tier : tiers.preferred()) {
                        requirements(tier.name(), dataset)
                                .forEach(one -> NodeAffinities.prefer(change.spec(), tier.weight(), one));
                    }
                }
            }
            return Next.CONTINUE;
        }

        /** What the must comes to in each of the places where the dataset's cache may be: one of them has to hold. */
        private List<List<JsonNode>> alternatives(MountedDataset dataset) {
            List<List<JsonNode>> alternatives = new ArrayList<>();
            for (JsonNode term : places(dataset)) {
                List<JsonNode> requirements = new ArrayList<>();
                tiers.required().forEach(tier -> requirements.addAll(requirements(tier, dataset, term)));
                alternatives.add(requirements);
            }
            return alternatives;
        }

        private static List<JsonNode> requirements(String tier, MountedDataset dataset) {
            return places(dataset).stream()
                    .flatMap(term -> requirements(tier, dataset, term).stream())
                    .distinct()
                    .toList();
        }

        private static List<JsonNode> requirements(String tier, MountedDataset dataset, JsonNode term) {
            return switch (tier) {
                case NODE -> List.of(NodeAffinities.in(dataset.id().key(Labels.STORAGE_PREFIX), Labels.TRUE));
                case FUSE -> List.of(NodeAffinities.in(dataset.id().key(Labels.FUSE_PREFIX), Labels.TRUE));
                default -> {
                    List<JsonNode> found = new ArrayList<>();
                    for (JsonNode expression : term.path("matchExpressions")) {
                        if (tier.equals(expression.path("key").asText())) {
                            found.add(expression);
                        }
                    }
                    yield found;
                }
            };
        }

        /** The branches of the dataset's own node affinity; one that says nothing where it has none. */
        private static List<JsonNode> places(MountedDataset dataset) {
            List<JsonNode> terms = new ArrayList<>();
            for (JsonNode term : dataset.nodeAffinity().path("nodeSelectorTerms")) {
                if (!NodeAffinities.matchesNothing(term)) {
                    terms.add(term);
                }
            }
            return terms.isEmpty() ? List.of(MissingNode.getInstance()) : terms;
        }
    }
}
