package io.fluid.core.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;

import java.util.Collection;
import java.util.Map;
import java.util.function.Function;

/**
 * Objects that a controller follows. Watches of the same objects share one connection and one cache, which also serves
 * {@link Cluster#get} and {@link Cluster#list}.
 *
 * @param kind what to follow
 * @param namespace only there; empty for all namespaces
 * @param labels only objects with all of these labels
 * @param noticing which changes count
 * @param toKeys the keys to reconcile when an object appears, changes or goes
 * @param <T> class of the objects
 */
public record Watch<T extends HasMetadata>(
        ResourceKind<T> kind,
        String namespace,
        Map<String, String> labels,
        Noticing noticing,
        Function<T, ? extends Collection<ObjectKey>> toKeys) {

    public Watch {
        labels = Map.copyOf(labels);
    }

    /** Which changes of an object wake the reconciler. */
    public enum Noticing {
        /** Anything. */
        EVERYTHING,
        /** Anything but the status: for a controller's own kind, so that it does not wake itself by reporting. */
        ALL_BUT_STATUS
    }
}
