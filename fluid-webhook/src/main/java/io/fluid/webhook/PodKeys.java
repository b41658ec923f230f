package io.fluid.webhook;

/** Keys on pods and daemon sets that the webhook shares with the controllers. */
final class PodKeys {

    /** Set on a pod, to "true", when all its other containers have ended. */
    static final String APP_FINISHED = "fluid.io/app-finished";

    /** On a fuse DaemonSet: where its container mounts the data. */
    static final String MOUNT_PATH = "fuse.fluid.io/mount-path";

    /** On what a runtime owns: which part it is. */
    static final String COMPONENT = "fluid.io/component";

    /** Value of {@link #COMPONENT} on the fuse DaemonSet. */
    static final String FUSE = "fuse";

    private PodKeys() {}
}
