package io.fluid.core.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Which object of a kind.
 *
 * @param namespace empty for cluster-scoped kinds
 * @param name the object's name
 */
public record ObjectKey(String namespace, String name) {

    /** The key of an object that has been read or built. */
    public static ObjectKey of(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return new ObjectKey(
                namespace == null ? "" : namespace, object.getMetadata().getName());
    }

    @Override
    public String toString() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }
}
