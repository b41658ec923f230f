package io.fluid.core.kube;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Lets background work call a reconciler: make one, give it to the worker and to {@link Controller.Builder#wokenBy}.
 * Keys that come before the controller runs are kept.
 */
public final class WakeUps {

    private final Set<ObjectKey> early = new LinkedHashSet<>();
    private @Nullable Consumer<ObjectKey> target;

    /** Has the key reconciled soon. */
    public synchronized void wake(String namespace, String name) {
        ObjectKey key = new ObjectKey(namespace, name);
        if (target == null) {
            early.add(key);
        } else {
            target.accept(key);
        }
    }

    /** Sends the keys to somebody: the loop does it, or a test that plays it. */
    public synchronized void connect(Consumer<ObjectKey> queue) {
        target = queue;
        early.forEach(queue);
        early.clear();
    }
}
