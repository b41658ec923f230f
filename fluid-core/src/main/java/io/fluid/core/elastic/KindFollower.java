package io.fluid.core.elastic;

/** Starts to watch a runtime kind. */
@FunctionalInterface
public interface KindFollower {

    /**
     * From now on, runtimes of the kind wake the reconciler of the Deployment and that of the Dataset of the same name.
     * Does not wait; no effect the second time.
     *
     * @param namespace where the controller's Deployment is
     * @param deployment its name
     */
    void follow(AnnouncedKind kind, String namespace, String deployment);
}
