package io.fluid.core.kube;

/**
 * Brings one object to where it should be. Never called for the same key on two threads at once; an exception is
 * logged, counted and retried with growing delay, without end.
 */
@FunctionalInterface
public interface KeyedReconciler {

    /**
     * @param namespace empty for cluster-scoped kinds
     * @param name the object's name; the object may be gone
     */
    ReconcileResult reconcile(String namespace, String name);
}
