package io.fluid.e2e.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.api.Annotations;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** All objects of a life with all that they say, but for what differs between two lives that are the same. */
final class LifeState {

    private static final Set<String> OURS = Set.of("Dataset", "AlluxioRuntime", "DataLoad");
    private static final Set<String> GIVEN = Set.of("kube-root-ca.crt");
    private static final Set<String> VARYING = Set.of(
            "uid",
            "resourceVersion",
            "creationTimestamp",
            "managedFields",
            "lastTransitionTime",
            "lastUpdateTime",
            "lastProbeTime",
            "setupDuration",
            "duration",
            "mountTime");

    /** Identities, digests and times. */
    private static final Pattern VARYING_TEXT = Pattern.compile(
            "\\b([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8,64}|20\\d\\d-\\d\\d-\\d\\dT[0-9:.]+Z)\\b");

    private LifeState() {}

    static List<String> of(List<JsonNode> objects, String namespace) {
        List<String> state = new ArrayList<>();
        for (JsonNode object : objects) {
            switch (object.path("kind").asText()) {
                case "Node" -> labels(object, namespace, state);
                case "PersistentVolume" -> {
                    if (object.at("/spec/claimRef/namespace").asText().equals(namespace)) {
                        state.add(text(object, namespace));
                    }
                }
                case "Pod" -> {
                    String pod = "Pod " + owner(object) + " "
                            + object.at("/status/phase").asText();
                    // That of a Job may have run on a node of another life, and is gone with it.
                    if (!pod.startsWith("Pod Job") || !pod.endsWith("Succeeded")) {
                        state.add(pod);
                    }
                }
                case "Deployment" ->
                    state.add("Deployment " + object.at("/metadata/name").asText());
                default -> {
                    if (!GIVEN.contains(object.at("/metadata/name").asText())) {
                        state.add(text(object, namespace));
                    }
                }
            }
        }
        state.sort(null);
        return state;
    }

    private static String owner(JsonNode pod) {
        return pod.at("/metadata/ownerReferences/0/kind").asText() + " "
                + pod.at("/metadata/ownerReferences/0/name").asText();
    }

    /** Which node it is does not matter. */
    private static void labels(JsonNode node, String namespace, List<String> state) {
        if (!namespace.equals(node.at("/metadata/labels/life").asText())) {
            return;
        }
        TreeMap<String, String> ours = new TreeMap<>();
        node.at("/metadata/labels").properties().forEach(label -> {
            if (label.getKey().contains("fluid")) {
                ours.put(label.getKey(), label.getValue().asText());
            }
        });
        if (!ours.isEmpty()) {
            state.add("Node " + ours.toString().replace(namespace, "NS"));
        }
    }

    private static String text(JsonNode object, String namespace) {
        ObjectNode copy = object.deepCopy();
        if (!OURS.contains(copy.path("kind").asText())) {
            copy.remove("status");
        }
        strip(copy);
        stripTimely(copy);
        // Pods that are bound to no node, such as those of Jobs, may also run on those of other lives.
        String text = sorted(copy).replaceAll("\\blife-\\d+-[ab]\\b", "NODE").replace(namespace, "NS");
        return VARYING_TEXT.matcher(text).replaceAll("...");
    }

    private static void strip(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.remove(VARYING);
        }
        node.forEach(LifeState::strip);
    }

    /** What depends on who was faster. */
    private static void stripTimely(ObjectNode object) {
        // What is not so any more tells that it was so for a moment.
        JsonNode conditions = object.at("/status/conditions");
        if (conditions instanceof ArrayNode list) {
            for (int i = list.size() - 1; i >= 0; i--) {
                if (list.get(i).path("status").asText().equals("False")) {
                    list.remove(i);
                }
            }
        }
        if (object.at("/metadata/annotations") instanceof ObjectNode annotations) {
            annotations.remove(List.of("pv.kubernetes.io/bind-completed", "pv.kubernetes.io/bound-by-controller"));
            if (!object.path("metadata").has("generation")) {
                annotations.remove(Annotations.SPEC_GENERATION);
            }
        }
    }

    private static String sorted(JsonNode node) {
        if (node instanceof ObjectNode object) {
            TreeMap<String, String> fields = new TreeMap<>();
            object.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            return fields.toString();
        }
        if (node instanceof ArrayNode array) {
            List<String> items = new ArrayList<>();
            array.forEach(item -> items.add(sorted(item)));
            return items.toString();
        }
        return node.toString();
    }
}
