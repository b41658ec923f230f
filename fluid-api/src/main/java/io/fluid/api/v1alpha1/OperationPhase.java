package io.fluid.api.v1alpha1;

/** The values of {@link OperationStatus#phase()}. */
public final class OperationPhase {

    /** Not looked at yet. */
    public static final String NONE = "";

    /** Waits for its Dataset, its runtime or a preceding operation. */
    public static final String PENDING = "Pending";

    /** Its job is running. */
    public static final String EXECUTING = "Executing";

    /** Its job has succeeded. */
    public static final String COMPLETE = "Complete";

    /** Its job has failed. */
    public static final String FAILED = "Failed";

    private OperationPhase() {}
}
