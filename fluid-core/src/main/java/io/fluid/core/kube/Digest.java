package io.fluid.core.kube;

/** Digests of Kubernetes objects, equal whatever the order of the keys of maps. */
public final class Digest {

    private Digest() {}

    /** 32 hexadecimal digits for a Kubernetes object or a part of one. */
    public static String of(Object value) {
        return JsonTree.digest(JsonTree.canonical(JsonTree.of(value)));
    }
}
