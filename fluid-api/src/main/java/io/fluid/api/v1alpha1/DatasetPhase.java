package io.fluid.api.v1alpha1;

/** The values of {@link DatasetStatus#phase()}; null or empty before the first look. */
public final class DatasetPhase {

    /** Declared upstream, never set. */
    public static final String PENDING = "Pending";

    /** A runtime serves the data. */
    public static final String BOUND = "Bound";

    /** No runtime serves the data. */
    public static final String NOT_BOUND = "NotBound";

    /** The runtime has found an error. */
    public static final String FAILED = "Failed";

    /** Mounts are being changed. */
    public static final String UPDATING = "Updating";

    /** A DataMigrate is running. */
    public static final String DATA_MIGRATING = "DataMigrating";

    private DatasetPhase() {}
}
