package io.fluid.api;

/** Every label key that the project writes or reads, once. Those that end in PREFIX go on with a {@link DatasetId}. */
public final class Labels {

    /** Value of a label that is a plain switch. */
    public static final String TRUE = "true";

    // Identity.

    /** On Dataset, runtime, pods, volume and claim: {@link DatasetId#value()}. */
    public static final String DATASET_ID = "fluid.io/dataset-id";

    /** On worker pods: {@link DatasetId#value()}; anti-affinity between Datasets looks at it. */
    public static final String DATASET = "fluid.io/dataset";

    /** On worker pods: {@code Exclusive} or {@code Shared}. */
    public static final String DATASET_PLACEMENT = "fluid.io/dataset-placement";

    /** On pods and jobs: {@link #MANAGED_BY_FLUID}. */
    public static final String MANAGED_BY = "fluid.io/managed-by";

    /** Value of {@link #MANAGED_BY}. */
    public static final String MANAGED_BY_FLUID = "fluid";

    /**
     * On what a runtime owns: {@link #MASTER}, {@link #WORKER}, {@link #FUSE} or {@link #CONFIG}; on what a Dataset that
     * refers to another one has: {@link #REFERENCE}. Ours.
     */
    public static final String COMPONENT = "fluid.io/component";
    /** Value of {@link #COMPONENT}: the metadata service. */
    public static final String MASTER = "master";
    /** Value of {@link #COMPONENT}: a cache server. */
    public static final String WORKER = "worker";
    /** Value of {@link #COMPONENT}: the client that mounts the data. */
    public static final String FUSE = "fuse";
    /** Value of {@link #COMPONENT}: what the workloads need besides. */
    public static final String CONFIG = "config";
    /** Value of {@link #COMPONENT}: made for a Dataset that refers to another one. */
    public static final String REFERENCE = "reference";
    /** On the Deployment of a runtime controller: the runtime type. Ours. */
    public static final String RUNTIME_CONTROLLER = "fluid.io/runtime-controller";
    /** On all objects of a cache or of a data operation: the name of the runtime or operation. */
    public static final String RELEASE = "release";

    /** The earlier name of {@link #MANAGED_BY}. */
    public static final String WRAPPED_BY = "fluid.io/wrapped-by";

    /** On objects that were copied for a Dataset that refers to another: the original. */
    public static final String COPIED_FROM = "fluid.io/copied-from";

    /** On a claim: name of the Dataset that a referring Dataset stands for. */
    public static final String REFERRING_NAME = "fluid.io/dataset.referring-name";

    /** On a claim: namespace of the Dataset that a referring Dataset stands for. */
    public static final String REFERRING_NAMESPACE = "fluid.io/dataset.referring-namespace";

    /** On CacheRuntime pods: name of the runtime. */
    public static final String CACHE_RUNTIME_NAME = "cacheruntime.fluid.io/name";

    /** On CacheRuntime pods: the component. */
    public static final String CACHE_RUNTIME_COMPONENT = "cacheruntime.fluid.io/component-name";

    // Nodes, volumes and claims.

    /** On nodes, volume and claim: the Dataset is cached here, or belongs to this. */
    public static final String STORAGE_PREFIX = "fluid.io/s-";

    /** On nodes: cache sizes for people, see {@link #size}. */
    public static final String SIZE_PREFIX = "fluid.io/s-h-";

    /** On nodes, and in the node selector of the FUSE daemon set: a FUSE pod is wanted here. */
    public static final String FUSE_PREFIX = "fluid.io/f-";

    /** On nodes: number of Datasets cached there. */
    public static final String DATASET_COUNT = "fluid.io/dataset-num";

    /** On nodes: {@code <namespace>_<name>} of the Dataset that has the node for itself. */
    public static final String EXCLUSIVE = "fluid_exclusive";

    /** On FUSE pod template and claim: generation of the FUSE configuration. */
    public static final String FUSE_GENERATION = "fuse.runtime.fluid.io/generation";

    /** On a volume: how it is published on a node, such as {@code symlink}. */
    public static final String NODE_PUBLISH_METHOD = "fluid.io/node-publish-method";

    /** In the node selector of a copied FUSE daemon set, which is never scheduled. */
    public static final String FUSE_BALLOON = "fluid.io/fuse-balloon";

    /** On nodes: the session manager of EFC is wanted here. */
    public static final String EFC_SESSION_MANAGER = "fluid.io/efc-sessmgr";

    // Application pods.

    /** On pods: inject a FUSE sidecar for each Dataset. */
    public static final String INJECT_SIDECAR = "serverless.fluid.io/inject";

    /** On pods of Alibaba Serverless Kubernetes: value {@link #ECI} asks for sidecars. */
    public static final String ECI_SIDECAR_TARGET = "alibabacloud.com/fluid-sidecar-target";

    /** Value of {@link #ECI_SIDECAR_TARGET}. */
    public static final String ECI = "eci";

    /** On pods: prefer nodes that cache the Datasets, mounted through CSI. */
    public static final String INJECT_SERVERFUL = "fuse.serverful.fluid.io/inject";

    /** The earlier name of {@link #INJECT_SIDECAR}. */
    public static final String INJECT_SIDECAR_DEPRECATED = "fuse.sidecar.fluid.io/inject";

    /** On pods: the sidecar runs without privileges. */
    public static final String INJECT_UNPRIVILEGED = "unprivileged.sidecar.fluid.io/inject";

    /** On pods: the sidecar keeps the cache directories of the FUSE pod. */
    public static final String INJECT_CACHE_DIR = "cachedir.sidecar.fluid.io/inject";

    /** Declared upstream, without effect there and here. */
    public static final String INJECT_WORKER = "worker.sidecar.fluid.io/inject";

    /** On pods: the sidecars are there, leave the pod alone. */
    public static final String INJECTION_DONE = "done.sidecar.fluid.io/inject";

    /** On pods: application containers wait for their mounts. */
    public static final String INJECT_APP_POST_START = "app.poststart.fluid.io/inject";

    /** On pods: {@code false} leaves out the sidecar's own wait for its mount. */
    public static final String INJECT_FUSE_POST_START = "fuse.sidecar.poststart.fluid.io/inject";

    /** On pods: {@code false} switches the webhook off. */
    public static final String ENABLE_INJECTION = "fluid.io/enable-injection";

    /** On pods, behind it the name of a sidecar container: name of its Dataset. */
    public static final String SIDECAR_DATASET_NAME_PREFIX = "dataset-name.sidecar.fluid.io/";

    /** On pods, behind it the name of a sidecar container: namespace of its Dataset. */
    public static final String SIDECAR_DATASET_NAMESPACE_PREFIX = "dataset-namespace.sidecar.fluid.io/";

    // Data operations.

    /** On a CronJob of a data operation: {@link #JOB_POLICY_CRON}. */
    public static final String JOB_POLICY = "fluid.io/jobPolicy";

    /** Value of {@link #JOB_POLICY}. */
    public static final String JOB_POLICY_CRON = "cron";

    /** On the workers of a migration: {@code migrate-<dataset id>}. */
    public static final String OPERATION = "fluid.io/operation";

    private Labels() {}

    /** Node label of an engine: {@code fluid.io/s-<type>-<id>}. */
    public static String storage(String runtimeType, DatasetId id) {
        return id.key(STORAGE_PREFIX + runtimeType + "-");
    }

    /** Node label with a cache size: {@code fluid.io/s-h-<type>-<m|d|t>-<id>}. */
    public static String size(String runtimeType, Medium medium, DatasetId id) {
        return id.key(SIZE_PREFIX + runtimeType + "-" + medium.letter + "-");
    }

    /** Pod label that makes cache affinity a must for one claim; its value is {@code required}. */
    public static String requiredScheduling(String claim) {
        return "fluid.io/dataset." + claim + ".sched";
    }

    /** What a size label counts. */
    public enum Medium {
        MEMORY("m"),
        DISK("d"),
        TOTAL("t");

        private final String letter;

        Medium(String letter) {
            this.letter = letter;
        }
    }
}
