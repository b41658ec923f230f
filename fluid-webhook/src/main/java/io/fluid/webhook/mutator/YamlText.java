package io.fluid.webhook.mutator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.utils.Serialization;

/** Reads settings in YAML. */
public final class YamlText {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private YamlText() {}

    /**
     * The text as a tree.
     *
     * @param what is read, for the error
     * @throws IllegalArgumentException when that is no YAML
     */
    public static JsonNode parse(String text, String what) {
        try {
            // Without a line before it, text in braces would be read as JSON.
            return MAPPER.valueToTree(Serialization.unmarshal("---\n" + text, Object.class));
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(what + " is not YAML: " + e.getMessage(), e);
        }
    }
}
