package io.fluid.webhook.sidecar;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a fuse pod reads from the namespace that it runs in. */
final class NamespacedNeeds {

    private static final Map<String, String> BY_NAME = Map.of(
            "configMap", "ConfigMap",
            "configMapRef", "ConfigMap",
            "configMapKeyRef", "ConfigMap",
            "secretRef", "Secret",
            "secretKeyRef", "Secret");

    private NamespacedNeeds() {}

    /** ConfigMaps and Secrets of a pod's spec, as {@code Kind name}, in order. */
    static Set<String> of(JsonNode spec) {
        Set<String> needs = new TreeSet<>();
        for (String part : List.of("volumes", "containers", "initContainers")) {
            collect(spec.path(part), needs);
        }
        spec.path("imagePullSecrets")
                .forEach(secret -> needs.add("Secret " + secret.path("name").asText()));
        return needs;
    }

    private static void collect(JsonNode node, Set<String> needs) {
        node.properties().forEach(entry -> {
            String kind = BY_NAME.get(entry.getKey());
            String name = entry.getValue().path("name").asText();
            if (entry.getKey().equals("secret")) {
                kind = "Secret";
                name = entry.getValue().path("secretName").asText(name);
            }
            if (kind != null && !name.isEmpty()) {
                needs.add(kind + " " + name);
            }
        });
        node.forEach(child -> collect(child, needs));
    }
}
