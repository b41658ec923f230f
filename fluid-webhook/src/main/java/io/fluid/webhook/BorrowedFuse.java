package io.fluid.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.core.reference.ConfigCopies;

/** The fuse of a dataset of another namespace: what it reads of ConfigMaps, it finds in the copies made for a reference. */
final class BorrowedFuse {

    private BorrowedFuse() {}

    /**
     * A copy of the pod spec that names the copies.
     *
     * @param reference name of the Dataset that refers to the other one
     */
    static JsonNode of(JsonNode fuse, String reference) {
        JsonNode own = fuse.deepCopy();
        for (JsonNode container : own.path("containers")) {
            container.path("envFrom").forEach(source -> rename(source.path("configMapRef"), reference));
            container.path("env").forEach(variable -> rename(variable.at("/valueFrom/configMapKeyRef"), reference));
        }
        for (JsonNode volume : own.path("volumes")) {
            rename(volume.path("configMap"), reference);
            volume.at("/projected/sources").forEach(source -> rename(source.path("configMap"), reference));
        }
        return own;
    }

    private static void rename(JsonNode source, String reference) {
        if (source instanceof ObjectNode named) {
            named.put("name", ConfigCopies.name(reference, named.path("name").asText()));
        }
    }
}
