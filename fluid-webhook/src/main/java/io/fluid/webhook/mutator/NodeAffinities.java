package io.fluid.webhook.mutator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.HashSet;
import java.util.Set;

/** Reads and extends the node affinity of a pod's spec. */
final class NodeAffinities {

    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

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
        ArrayNode terms = spec.withObject("/affinity/nodeAffinity/" + REQUIRED).withArray("nodeSelectorTerms");
        if (terms.isEmpty()) {
            terms.addObject().putArray("matchExpressions").add(requirement);
            return;
        }
        for (JsonNode term : terms) {
            // An empty branch matches no node; with a requirement in it, it would.
            boolean matchesNothing = term.path("matchExpressions").isEmpty()
                    && term.path("matchFields").isEmpty();
            if (!matchesNothing) {
                addOnce(((ObjectNode) term).withArray("matchExpressions"), requirement);
            }
        }
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
        affinity.path(REQUIRED).path("nodeSelectorTerms").forEach(term -> collect(term, labels));
        affinity.path(PREFERRED).forEach(term -> collect(term.path("preference"), labels));
        return labels;
    }

    private static void collect(JsonNode term, Set<String> labels) {
        term.path("matchExpressions")
                .forEach(expression -> labels.add(expression.path("key").asText()));
    }
}
