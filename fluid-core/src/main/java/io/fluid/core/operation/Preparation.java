package io.fluid.core.operation;

import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.kube.Cluster.EventType;
import io.fluid.core.spi.CacheRequest;

/** Whether an operation may run, and with what. */
sealed interface Preparation {

    /**
     * It may.
     *
     * @param request what the engine is asked with; it accepts it, and the operation
     */
    record Ready(CacheRequest request, LoadedEngine engine) implements Preparation {}

    /**
     * It may not.
     *
     * @param lasting whether it never may
     * @param untold whether no event tells when it may
     * @param reason for the condition and the event
     */
    record Obstacle(boolean lasting, boolean untold, String reason, String message) implements Preparation {

        static Obstacle lasting(String reason, String message) {
            return new Obstacle(true, false, reason, message);
        }

        /** An event tells when it is over. */
        static Obstacle passing(String reason, String message) {
            return new Obstacle(false, false, reason, message);
        }

        /** It may be over at any time. */
        static Obstacle untold(String reason, String message) {
            return new Obstacle(false, true, reason, message);
        }

        /** Whether somebody has to do something about it. */
        boolean isTrouble() {
            return lasting || untold;
        }

        EventType eventType() {
            return isTrouble() ? EventType.WARNING : EventType.NORMAL;
        }
    }
}
