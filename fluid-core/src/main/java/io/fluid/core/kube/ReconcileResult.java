package io.fluid.core.kube;

import java.time.Duration;
import java.util.Optional;

/**
 * What a reconcile that did not fail asks for.
 *
 * @param after when to be called again if no event comes first; empty to wait for events alone
 */
public record ReconcileResult(Optional<Duration> after) {

    private static final ReconcileResult DONE = new ReconcileResult(Optional.empty());

    /** Wait for events alone. */
    public static ReconcileResult done() {
        return DONE;
    }

    /** Call again after this time, or at the next event, whichever comes first. */
    public static ReconcileResult after(Duration delay) {
        return new ReconcileResult(Optional.of(delay));
    }
}
