package io.fluid.api;

/** Every annotation key that the project writes or reads, once. */
public final class Annotations {

    // Volumes and claims.

    /** On volume and claim: {@link #CREATED_BY_FLUID}. */
    public static final String CREATED_BY = "CreatedBy";

    /** Value of {@link #CREATED_BY}. */
    public static final String CREATED_BY_FLUID = "fluid";

    /** On a Dataset: size of volume and claim, a quantity; default 100Pi. */
    public static final String VOLUME_SIZE = "pvc.fluid.io/resources.requests.storage";

    /** On a runtime: JSON list of labels and annotations for volume and claim. */
    public static final String METADATA_LIST = "data.fluid.io/metadataList";

    // Runtimes and controllers.

    /** On a runtime: which pods skip the wait for the mount: empty, {@code All}, {@code MountPod} or {@code Sidecar}. */
    public static final String SKIP_CHECK_MOUNT_READY = "fluid.io/skip-check-mount-ready-target";

    /** On a runtime: do not create the ConfigMap with the deployed values. */
    public static final String DISABLE_VALUE_CONFIG = "runtime.fluid.io/disable-helm-value-config";

    /** On a runtime: FUSE pods share the node's process ids. */
    public static final String FUSE_HOST_PID = "runtime.fluid.io/fuse.hostpid";

    /** On the Deployment of a runtime controller: replicas when it is needed. */
    public static final String CONTROLLER_REPLICAS = "controller.runtime.fluid.io/replicas";

    /** On the Deployment of a runtime controller: the runtime kind that it serves. Ours. */
    public static final String RUNTIME_KIND = "runtime.fluid.io/kind";
    /** On the Deployment of a runtime controller: {@code group/version} of that kind. Ours. */
    public static final String RUNTIME_API_VERSION = "runtime.fluid.io/api-version";
    /** On the Deployment of a runtime controller: resource name of that kind. Ours. */
    public static final String RUNTIME_PLURAL = "runtime.fluid.io/plural";
    /** On the Deployment of a runtime controller: {@code "false"} keeps it always on. Ours. */
    public static final String ON_DEMAND = "runtime.fluid.io/on-demand";
    /** On the Deployment of a runtime controller: since when nobody needs it, RFC 3339. Ours. */
    public static final String IDLE_SINCE = "runtime.fluid.io/idle-since";
    /** On a runtime: JSON map of port names to allocated host ports. Ours. */
    public static final String RUNTIME_PORTS = "runtime.fluid.io/ports";
    /** On a FUSE daemon set: directory in the container where the data appears. Ours. */
    public static final String FUSE_MOUNT_PATH = "fuse.fluid.io/mount-path";
    /** On a FUSE daemon set: file system type of the mount. Ours. */
    public static final String FUSE_MOUNT_TYPE = "fuse.fluid.io/mount-type";
    /** On what is applied: digest of the description. Ours. */
    public static final String SPEC_HASH = "fluid.io/spec-hash";
    /** On what is applied: generation that the write left behind. Ours. */
    public static final String SPEC_GENERATION = "fluid.io/spec-generation";
    /** On pod templates: digest of the configuration that the pods read at their start. Ours. */
    public static final String CONFIG_HASH = "fluid.io/config-hash";
    /** On a ConfigMap with a mount check: digest of the script. */
    public static final String CHECK_MOUNT_SCRIPT_DIGEST = "fluid.io/check-mount-script-sha256";

    /** On FUSE pods of a thin runtime: makes the kubelet read the configuration again. */
    public static final String UPDATE_FUSE_CONFIG = "fluid.io/f-update-fuse-config";

    // Application pods.

    /** On pods: the Datasets in use. */
    public static final String DATASETS_IN_USE = "fluid.io/datasets-in-use";

    /** On pods: {@code "true"} when all containers but ours have ended, so that the sidecars end. Ours. */
    public static final String APP_FINISHED = "fluid.io/app-finished";
    /** On pods: the serverless platform whose rules apply. */
    public static final String SERVERLESS_PLATFORM = "serverless.fluid.io/platform";

    /** On pods: {@code random-suffix} or {@code fixed} directory of the mount on the node. */
    public static final String HOST_MOUNT_PATH_MODE = "default.fuse-sidecar.fluid.io/host-mount-path-mode";

    /** On pods: inject although the Dataset is not bound. */
    public static final String SKIP_PRECHECK = "sidecar.fluid.io/skip-precheck";

    /** On pods: metrics of the sidecars are scraped. On the fuse DaemonSet: of pods that do not say otherwise, they are. */
    public static final String SCRAPE_FUSE_METRICS = "prometheus.fuse.fluid.io/scrape";

    /** On pods: inject a container that reads files ahead. */
    public static final String PREFETCHER_INJECT = "file-prefetcher.fluid.io/inject";

    /** On pods: image of the prefetcher. */
    public static final String PREFETCHER_IMAGE = "file-prefetcher.fluid.io/image";

    /** On pods: files to read ahead. */
    public static final String PREFETCHER_FILES = "file-prefetcher.fluid.io/file-list";

    /** On pods: do not wait for the prefetcher. */
    public static final String PREFETCHER_ASYNC = "file-prefetcher.fluid.io/async-prefetch";

    /** On pods: environment of the prefetcher. */
    public static final String PREFETCHER_ENV = "file-prefetcher.fluid.io/extra-envs";

    /** On pods: seconds that the prefetcher may take. */
    public static final String PREFETCHER_TIMEOUT = "file-prefetcher.fluid.io/prefetch-timeout-seconds";

    /** On pods: the prefetcher is there, leave the pod alone. */
    public static final String PREFETCHER_DONE = "file-prefetcher.fluid.io/inject-done";

    // Data operations.

    /** On a Job: its place is recorded for the operations that follow. */
    public static final String DATAFLOW_AFFINITY = "affinity.dataflow.fluid.io/inject";

    /** On the pod of a Job: further node labels to record, comma separated. */
    public static final String DATAFLOW_AFFINITY_LABELS = "affinity.dataflow.fluid.io/labels";

    /** On a Job, behind it a node label: the value of that label where the Job ran. */
    public static final String DATAFLOW_AFFINITY_PREFIX = "affinity.dataflow.fluid.io.";

    private Annotations() {}
}
