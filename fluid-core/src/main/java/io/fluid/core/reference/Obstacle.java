package io.fluid.core.reference;

/**
 * Why a reference cannot be used as it is.
 *
 * @param reason one word, for the condition
 * @param message for people
 */
record Obstacle(String reason, String message) {

    static final String MISSING = "ReferredDatasetNotFound";
    static final String DELETED = "ReferredDatasetDeleted";
    static final String CHAINED = "ReferredDatasetRefers";
    static final String NOT_BOUND = "ReferredDatasetNotBound";
    static final String NOT_SHARED = "FuseCannotBeShared";
}
