package io.fluid.core.kube;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** Kubernetes objects as JSON trees: merge patches, canonical form, digests. */
final class JsonTree {

    private static final KubernetesSerialization SERIALIZATION = KubernetesClients.SERIALIZATION;
    private static final int DIGEST_BYTES = 16;

    private JsonTree() {}

    static ObjectNode of(Object value) {
        JsonNode node = SERIALIZATION.convertValue(value, JsonNode.class);
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new IllegalArgumentException(
                "not a JSON object: " + value.getClass().getName());
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    static <T> T to(Class<T> type, JsonNode node) {
        return SERIALIZATION.convertValue(node, type);
    }

    /** The status of an object as JSON; empty when it has none. */
    static ObjectNode statusOf(HasMetadata object) {
        return of(object).get("status") instanceof ObjectNode status ? status : object();
    }

    /**
     * The merge patch that turns {@code from} into {@code to}; empty when they are equal. With {@code partial}, fields of
     * the top level that {@code to} lacks stay.
     */
    static ObjectNode mergePatch(ObjectNode from, ObjectNode to, boolean partial) {
        ObjectNode patch = object();
        for (Map.Entry<String, JsonNode> field : to.properties()) {
            JsonNode old = from.get(field.getKey());
            JsonNode wanted = field.getValue();
            if (wanted.isNull()) {
                if (old != null && !old.isNull()) {
                    patch.putNull(field.getKey());
                }
            } else if (old instanceof ObjectNode oldObject && wanted instanceof ObjectNode wantedObject) {
                ObjectNode inner = mergePatch(oldObject, wantedObject, false);
                if (!inner.isEmpty()) {
                    patch.set(field.getKey(), inner);
                }
            } else if (!wanted.equals(old)) {
                patch.set(field.getKey(), wanted);
            }
        }
        if (!partial) {
            for (Map.Entry<String, JsonNode> field : from.properties()) {
                if (!to.has(field.getKey()) && !field.getValue().isNull()) {
                    patch.putNull(field.getKey());
                }
            }
        }
        return patch;
    }

    /**
     * The merge patch for a status, see {@link Cluster#patchStatus}. Fields that the kind always writes go along even
     * when empty: a typed object cannot tell whether the server has them yet, and their absence would be refused.
     */
    static ObjectNode statusPatch(HasMetadata observed, Object status) {
        ObjectNode wanted = of(status);
        ObjectNode patch = mergePatch(statusOf(observed), wanted, status instanceof Map);
        if (!patch.isEmpty()) {
            for (Map.Entry<String, JsonNode> field : wanted.properties()) {
                JsonNode value = field.getValue();
                if (value.isEmpty() && value.isContainerNode()
                        || value.isTextual() && value.asText().isEmpty()) {
                    if (!patch.has(field.getKey())) {
                        patch.set(field.getKey(), value);
                    }
                }
            }
        }
        return patch;
    }

    static boolean hasArray(JsonNode node) {
        if (node.isArray()) {
            return true;
        }
        for (JsonNode child : node) {
            if (hasArray(child)) {
                return true;
            }
        }
        return false;
    }

    /** Applies a merge patch. */
    static ObjectNode merged(ObjectNode target, ObjectNode patch) {
        ObjectNode result = target.deepCopy();
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                result.remove(field.getKey());
            } else if (value instanceof ObjectNode inner) {
                ObjectNode old = result.get(field.getKey()) instanceof ObjectNode present ? present : object();
                result.set(field.getKey(), merged(old, inner));
            } else {
                result.set(field.getKey(), value);
            }
        }
        return result;
    }

    /** Sorted keys, no nulls, no empty objects or lists: equal text for equal meaning. */
    static String canonical(JsonNode node) {
        return sorted(node).toString();
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ObjectNode) {
            ObjectNode result = object();
            Map<String, JsonNode> fields = new TreeMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
            fields.forEach((name, value) -> {
                JsonNode inner = sorted(value);
                if (!inner.isNull() && !(inner.isContainerNode() && inner.isEmpty())) {
                    result.set(name, inner);
                }
            });
            return result;
        }
        if (node.isArray()) {
            var result = JsonNodeFactory.instance.arrayNode();
            node.forEach(item -> result.add(sorted(item)));
            return result;
        }
        return node;
    }

    static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
