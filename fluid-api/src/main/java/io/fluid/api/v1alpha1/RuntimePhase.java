package io.fluid.api.v1alpha1;

/** The values of the component phases in {@link RuntimeStatus}; empty before the first look. */
public final class RuntimePhase {

    /** Nothing known yet. */
    public static final String NONE = "";

    /** No instance is ready. */
    public static final String NOT_READY = "NotReady";

    /** Some instances are ready. */
    public static final String PARTIAL_READY = "PartialReady";

    /** All instances are ready. */
    public static final String READY = "Ready";

    private RuntimePhase() {}
}
