package io.fluid.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.webhook.spi.DeniedException;

import java.util.List;

/** Refuses what is no pod, before a mutator stumbles over it. The API server would refuse it as well. */
final class PodShape {

    private static final List<String> CONTAINERS = List.of("initContainers", "containers", "ephemeralContainers");
    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    private PodShape() {}

    /**
     * Looks at everything that mutators reach into.
     *
     * @throws DeniedException when a field has another type than in a pod; the message names it
     */
    static void check(JsonNode pod) {
        object(pod.path("metadata"), "metadata");
        texts(pod.at("/metadata/labels"), "metadata.labels");
        texts(pod.at("/metadata/annotations"), "metadata.annotations");
        JsonNode spec = pod.path("spec");
        if (!spec.isObject()) {
            throw new DeniedException("spec: expected an object");
        }
        objects(spec.path("volumes"), "spec.volumes");
        for (JsonNode volume : spec.path("volumes")) {
            object(volume.path("persistentVolumeClaim"), "spec.volumes[].persistentVolumeClaim");
        }
        objects(spec.path("imagePullSecrets"), "spec.imagePullSecrets");
        texts(spec.path("nodeSelector"), "spec.nodeSelector");
        for (String list : CONTAINERS) {
            objects(spec.path(list), "spec." + list);
            for (JsonNode container : spec.path(list)) {
                objects(container.path("volumeMounts"), "spec." + list + "[].volumeMounts");
                objects(container.path("volumeDevices"), "spec." + list + "[].volumeDevices");
                object(container.path("lifecycle"), "spec." + list + "[].lifecycle");
            }
        }
        affinity(spec.path("affinity"));
    }

    /** The same pod, where a field that is null is one that is not there, as the API server takes it. */
    static ObjectNode withoutNulls(ObjectNode pod) {
        ObjectNode copy = pod.deepCopy();
        removeNulls(copy);
        return copy;
    }

    private static void removeNulls(JsonNode node) {
        if (node instanceof ObjectNode object) {
            object.properties().removeIf(field -> field.getValue().isNull());
        }
        node.forEach(PodShape::removeNulls);
    }

    private static void affinity(JsonNode affinity) {
        String field = "spec.affinity";
        object(affinity, field);
        JsonNode node = affinity.path("nodeAffinity");
        object(node, field + ".nodeAffinity");
        object(node.path(REQUIRED), field + ".nodeAffinity." + REQUIRED);
        terms(
                node.path(REQUIRED).path("nodeSelectorTerms"),
                field + ".nodeAffinity." + REQUIRED + ".nodeSelectorTerms");
        objects(node.path(PREFERRED), field + ".nodeAffinity." + PREFERRED);
        for (JsonNode term : node.path(PREFERRED)) {
            object(term.path("preference"), field + ".nodeAffinity." + PREFERRED + "[].preference");
        }
    }

    private static void terms(JsonNode terms, String field) {
        objects(terms, field);
        for (JsonNode term : terms) {
            objects(term.path("matchExpressions"), field + "[].matchExpressions");
        }
    }

    private static void object(JsonNode node, String field) {
        if (!isAbsent(node) && !node.isObject()) {
            throw new DeniedException(field + ": expected an object");
        }
    }

    private static void objects(JsonNode list, String field) {
        if (!isAbsent(list) && !list.isArray()) {
            throw new DeniedException(field + ": expected a list");
        }
        for (JsonNode item : list) {
            if (!item.isObject()) {
                throw new DeniedException(field + ": expected a list of objects");
            }
        }
    }

    private static void texts(JsonNode map, String field) {
        object(map, field);
        for (JsonNode value : map) {
            if (!value.isTextual()) {
                throw new DeniedException(field + ": expected texts by name");
            }
        }
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isMissingNode() || node.isNull();
    }
}
