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
    static final String WAITING = "DataOperationWaiting";
    static final String PREDECESSOR_FAILED = "PrecedingOperationFailed";

    private OperationReasons() {}
}
