package io.fluid.core.operation;

/** Event and condition reasons of data operations. */
final class OperationReasons {

    static final String SUCCEED = "DataOperationSucceed";
    static final String FAILED = "DataOperationFailed";
    static final String NOT_VALID = "DataOperationNotValid";
    static final String NOT_SUPPORTED = "DataOperationNotSupport";
    static final String DATASET_NOT_FOUND = "TargetDatasetNotFound";
    static final String OTHER_NAMESPACE = "TargetDatasetNamespaceNotSame";
    static final String RUNTIME_NOT_READY = "RuntimeNotReady";
    static final String PROCESSOR_NOT_SPECIFIED = "ProcessorNotSpecified";
    static final String SEVERAL_PROCESSORS = "MultipleProcessorSpecified";
    static final String CONFLICT_MOUNT_PATH = "ConflictMountPath";
    static final String SCHEDULE_NOT_SPECIFIED = "ScheduleNotSpecified";
    static final String SSH_SECRET_NOT_SET = "TargetSSHSecretNameNotSet";
    static final String PATH_NOT_SUPPORTED = "PathNotSupported";
    static final String NOT_FOUND = "DataOperationNotFound";
    static final String NOT_STARTED = "DataOperationNotStarted";
    static final String WAITING = "DataOperationWaiting";
    static final String PREDECESSOR_FAILED = "PrecedingOperationFailed";

    private OperationReasons() {}
}
