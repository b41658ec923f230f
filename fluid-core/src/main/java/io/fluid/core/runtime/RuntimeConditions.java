package io.fluid.core.runtime;

/** Condition types of runtimes and Datasets that the runtime controller writes, and their reasons. */
public final class RuntimeConditions {

    /** Runtime: the spec can be used. Ours. */
    public static final String ACCEPTED = "Accepted";

    /** Runtime: master, workers and fuse pods run what the spec says; if not, the message says what is behind. Ours. */
    public static final String ROLLED_OUT = "RolledOut";

    /** Runtime and Dataset: deletion waits for pods. Ours. */
    public static final String DELETION_BLOCKED = "DeletionBlocked";

    public static final String MASTER_INITIALIZED = "MasterInitialized";
    public static final String MASTER_READY = "MasterReady";
    public static final String WORKERS_INITIALIZED = "WorkersInitialized";
    public static final String WORKERS_READY = "WorkersReady";
    public static final String WORKERS_SCALED_IN = "WorkersScaledIn";
    public static final String WORKERS_SCALED_OUT = "WorkersScaledOut";
    public static final String FUSES_INITIALIZED = "FusesInitialized";
    public static final String FUSES_READY = "FusesReady";

    /** Dataset: the data can be used. */
    public static final String READY = "Ready";

    /** Dataset: the data cannot be used, and why. */
    public static final String NOT_READY = "NotReady";

    /** Dataset: a change is on its way to the cache. */
    public static final String UPDATING = "Updating";

    public static final String DATASET_UPDATING = "DatasetUpdating";
    public static final String DATASET_READY = "DatasetReady";
    public static final String DATASET_FAILED = "DatasetFailed";
    public static final String DATASET_FAILED_TO_SETUP = "DatasetFailedToSetup";
    public static final String DATASET_NOT_FOUND = "DatasetNotFound";
    public static final String DATASET_IN_USE = "DatasetInUse";
    public static final String DATASET_BOUND_BY_OTHER = "DatasetBoundByOther";
    public static final String PORTS_EXHAUSTED = "PortsExhausted";

    /** Event reasons. */
    public static final String ERROR_VALIDATE_SPEC_FIELDS = "ErrorValidateSpecFields";

    public static final String ERROR_PROCESS_RUNTIME = "ErrorProcessRuntime";
    public static final String ERROR_DELETE_DATASET = "ErrorDeleteDataset";
    public static final String SUCCEED = "Succeed";

    private RuntimeConditions() {}
}
