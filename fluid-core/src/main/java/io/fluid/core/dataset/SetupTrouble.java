package io.fluid.core.dataset;

import io.fluid.api.v1alpha1.Condition;
import io.fluid.core.status.Conditions;

import java.util.Optional;

/** What a runtime that cannot be set up says in its Dataset's condition {@code NotReady}; it begins with its kind. */
public final class SetupTrouble {

    private static final String CANNOT_SERVE = " cannot serve this: ";

    private SetupTrouble() {}

    /** The condition's message. */
    public static String message(String runtimeKind, String why) {
        return runtimeKind + CANNOT_SERVE + why;
    }

    /** The runtime kind that says so; empty when the condition says something else. */
    public static Optional<String> runtimeKind(Condition notReady) {
        String message = String.valueOf(notReady.message());
        int end = message.indexOf(' ');
        return Conditions.TRUE.equals(notReady.status())
                        && DatasetReconciler.FAILED_TO_SETUP.equals(notReady.reason())
                        && end > 0
                        && message.startsWith(CANNOT_SERVE, end)
                ? Optional.of(message.substring(0, end))
                : Optional.empty();
    }
}
