package io.fluid.core.kube;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fluid.api.Annotations;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * What {@link Cluster#apply} sends, and how it knows later that nothing is to be sent. {@link Annotations#SPEC_HASH} tells a change of
 * our description; {@link Annotations#SPEC_GENERATION} tells that somebody else edited the spec after us. Kinds without a generation
 * (ConfigMap, Service) are restored with the next change of the description, or when they were deleted.
 *
 * @param body the object to send, with its hash
 * @param hash digest of the description
 */
record Applied(ObjectNode body, String hash) {

    private static final List<String> SERVER_FIELDS =
            List.of("resourceVersion", "uid", "creationTimestamp", "generation", "managedFields", "selfLink");

    static Applied of(HasMetadata desired) {
        ObjectNode body = JsonTree.of(desired);
        body.remove("status");
        ObjectNode metadata = body.withObject("/metadata");
        SERVER_FIELDS.forEach(metadata::remove);
        metadata.withObject("/annotations").remove(List.of(Annotations.SPEC_HASH, Annotations.SPEC_GENERATION));
        String hash = JsonTree.digest(JsonTree.canonical(body));
        metadata.withObject("/annotations").put(Annotations.SPEC_HASH, hash);
        return new Applied(body, hash);
    }

    /** Whether the live object still is what was described. */
    boolean isCurrent(HasMetadata live) {
        return hash.equals(annotation(live, Annotations.SPEC_HASH)) && generationMatches(live);
    }

    /** The body, with the generation that the object will have if the write changes its spec. */
    ObjectNode bodyFor(@Nullable HasMetadata live) {
        ObjectNode copy = body.deepCopy();
        Long generation = live == null ? Long.valueOf(0) : live.getMetadata().getGeneration();
        if (generation != null) {
            copy.withObject("/metadata/annotations").put(Annotations.SPEC_GENERATION, Long.toString(generation + 1));
        }
        return copy;
    }

    static boolean generationMatches(HasMetadata live) {
        Long generation = live.getMetadata().getGeneration();
        return generation == null || generation.toString().equals(annotation(live, Annotations.SPEC_GENERATION));
    }

    private static @Nullable String annotation(HasMetadata object, String key) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(key);
    }
}
