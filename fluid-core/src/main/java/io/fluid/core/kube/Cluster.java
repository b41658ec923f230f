package io.fluid.core.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The cluster as the reconcilers see it. Reads come from watch caches where one exists and never modify what they
 * return; writes go to the API server. A test replaces it with a fake that records every write.
 */
public interface Cluster {

    /** One object. {@code namespace} is empty for cluster-scoped kinds. Served from the watch cache where there is one. */
    <T extends HasMetadata> Optional<T> get(ResourceKind<T> kind, String namespace, String name);

    /** One object straight from the API server: for irreversible decisions. */
    <T extends HasMetadata> Optional<T> getLive(ResourceKind<T> kind, String namespace, String name);

    /** Objects of a namespace (all when empty) that carry all the labels. */
    <T extends HasMetadata> List<T> list(ResourceKind<T> kind, String namespace, Map<String, String> labels);

    /** As {@link #list}, straight from the API server: for irreversible decisions. */
    <T extends HasMetadata> List<T> listLive(ResourceKind<T> kind, String namespace, Map<String, String> labels);

    /** As {@link #get(ResourceKind, String, String)} for a class that knows its kind. */
    default <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name) {
        return get(ResourceKind.of(type), namespace, name);
    }

    /** As {@link #getLive(ResourceKind, String, String)} for a class that knows its kind. */
    default <T extends HasMetadata> Optional<T> getLive(Class<T> type, String namespace, String name) {
        return getLive(ResourceKind.of(type), namespace, name);
    }

    /** As {@link #list(ResourceKind, String, Map)} for a class that knows its kind. */
    default <T extends HasMetadata> List<T> list(Class<T> type, String namespace, Map<String, String> labels) {
        return list(ResourceKind.of(type), namespace, labels);
    }

    /**
     * Makes the object be as described by server-side apply under our field manager. Writes only when the hash of the
     * description differs from the one kept in the live object's annotation, so a second call costs no request.
     *
     * @return whether something was written
     */
    boolean apply(HasMetadata desired);

    /** Deletes the object; no error when it is gone. Dependents go in the background. */
    void delete(HasMetadata object);

    /**
     * Writes the difference between the observed status and {@code status} to the status subresource, by JSON merge
     * patch. A record of fluid-api is the whole status: what it lacks is removed. A map is a part of it: fields that it
     * does not name are left alone, a null value removes one. No request when nothing changes. When the difference
     * touches a list (such as conditions), the write fails with a conflict if the object has changed since it was
     * observed, because a list can only be replaced as a whole.
     *
     * @return whether something was written
     */
    boolean patchStatus(HasMetadata observed, Object status);

    /**
     * As {@link #patchStatus}, but the write fails with a conflict whenever the object has changed since it was observed:
     * for what is computed from the status that was seen.
     */
    boolean patchStatusAsSeen(HasMetadata observed, Object status);

    /**
     * Sets (or with null values removes) labels and annotations by JSON merge patch. No request when nothing changes.
     *
     * @return whether something was written
     */
    boolean patchMetadata(
            HasMetadata observed, Map<String, @Nullable String> labels, Map<String, @Nullable String> annotations);

    /** Adds a finalizer if it is missing; fails with a conflict when the object has changed since it was observed. */
    boolean addFinalizer(HasMetadata observed, String finalizer);

    /** Removes a finalizer if it is there; no error when the object is gone. */
    boolean removeFinalizer(HasMetadata observed, String finalizer);

    /**
     * Adds a finalizer, an owner reference (that of no controller), labels and annotations, as far as they are missing, in
     * one write; fails with a conflict when the object has changed since it was observed. No request when nothing is
     * missing.
     *
     * @param annotations null as a value removes one
     * @return whether something was written
     */
    boolean claim(
            HasMetadata observed,
            String finalizer,
            HasMetadata owner,
            Map<String, String> labels,
            Map<String, @Nullable String> annotations);

    /** Sets {@code spec.replicas} of a Deployment or StatefulSet that somebody else describes. No request when it is so. */
    boolean scale(HasMetadata observed, int replicas);

    /** Tells an event about an object; the same event again only raises its count. Never fails the caller. */
    void event(HasMetadata about, EventType type, String reason, String message);

    /** Normal or Warning. */
    enum EventType {
        NORMAL,
        WARNING
    }
}
