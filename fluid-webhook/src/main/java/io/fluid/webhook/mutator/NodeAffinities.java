package io.fluid.webhook.mutator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads and extends the node affinity of a pod's spec. */
final class NodeAffinities {

    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    private static final String TERMS = "nodeSelectorTerms";

    private NodeAffinities() {}

    /** A requirement that a label has a value. */
    static ObjectNode in(String label, String value) {
        ObjectNode requirement = expression(label, "In");
        requirement.putArray("values").add(value);
        return requirement;
    }

    static ObjectNode expression(String label, String operator) {
        return JsonNodeFactory.instance.objectNode().put("key", label).put("operator", operator);
    }

    /** Every branch that can match at all has to match this as well. Asked for again it changes nothing. */
    static void require(ObjectNode spec, JsonNode requirement) {
        requireOneOf(spec, List.of(List.of(requirement)));
    }

    /**
     * Every branch that can match at all has to match all of one alternative as well; it becomes a branch for each. Asked
     * for again it changes nothing. An alternative without requirements is always met, and so is then the whole.
     */
    static void requireOneOf(ObjectNode spec, List<List<JsonNode>> alternatives) {
        if (alternatives.isEmpty() || alternatives.stream().anyMatch(List::isEmpty)) {
            return;
        }
        ObjectNode required = spec.withObject("/affinity/nodeAffinity/" + REQUIRED);
        ArrayNode terms = JsonNodeFactory.instance.arrayNode();
        if (required.path(TERMS).isEmpty()) {
            ObjectNode anywhere = JsonNodeFactory.instance.objectNode();
            alternatives.forEach(alternative -> addOnce(terms, narrowed(anywhere, alternative)));
        }
        for (JsonNode term : required.path(TERMS)) {
            // An empty branch matches no node; with a requirement in it, it would.
            boolean isNarrow = matchesNothing(term)
                    || alternatives.stream()
                            .anyMatch(alternative -> narrowed(term, alternative).equals(term));
            if (isNarrow) {
                terms.add(term);
            } else {
                alternatives.forEach(alternative -> addOnce(terms, narrowed(term, alternative)));
            }
        }
        required.set(TERMS, terms);
    }

    private static ObjectNode narrowed(JsonNode term, List<JsonNode> requirements) {
        ObjectNode narrowed = term.deepCopy();
        requirements.forEach(requirement -> addOnce(narrowed.withArray("matchExpressions"), requirement));
        return narrowed;
    }

    static boolean matchesNothing(JsonNode term) {
        return term.path("matchExpressions").isEmpty()
                && term.path("matchFields").isEmpty();
    }

    /** Draws the pod to nodes that meet the requirement. Asked for again it changes nothing. */
    static void prefer(ObjectNode spec, int weight, JsonNode requirement) {
        ObjectNode term = JsonNodeFactory.instance.objectNode().put("weight", weight);
        term.putObject("preference").putArray("matchExpressions").add(requirement);
        addOnce(spec.withObject("/affinity/nodeAffinity").withArray(PREFERRED), term);
    }

    private static void addOnce(ArrayNode list, JsonNode item) {
        for (JsonNode known : list) {
            if (known.equals(item)) {
                return;
            }
        }
        list.add(item);
    }

    /** The node labels that the pod itself looks at. */
    static Set<String> labelsOf(JsonNode spec) {
        Set<String> labels = new HashSet<>();
        spec.path("nodeSelector").fieldNames().forEachRemaining(labels::add);
        JsonNode affinity = spec.path("affinity").path("nodeAffinity");
        affinity.path(REQUIRED).path(TERMS).forEach(term -> collect(term, labels));
        affinity.path(PREFERRED).forEach(term -> collect(term.path("preference"), labels));
        return labels;
    }

    private static void collect(JsonNode term, Set<String> labels) {
        term.path("matchExpressions")
                .forEach(expression -> labels.add(expression.path("key").asText()));
    }
}
