package io.fluid.engine.alluxio;

/** The processes of an Alluxio cache. */
enum Component {
    MASTER("alluxio-master", "master.properties", "ALLUXIO_MASTER_JAVA_OPTS", 512),
    JOB_MASTER("alluxio-job-master", "job-master.properties", "ALLUXIO_JOB_MASTER_JAVA_OPTS", 192),
    WORKER("alluxio-worker", "worker.properties", "ALLUXIO_WORKER_JAVA_OPTS", 384),
    JOB_WORKER("alluxio-job-worker", "job-worker.properties", "ALLUXIO_JOB_WORKER_JAVA_OPTS", 192),
    FUSE("alluxio-fuse", "fuse.properties", "ALLUXIO_FUSE_JAVA_OPTS", 384),
    /** The command line, in pods of data operations. */
    CLIENT("dataloader", "client.properties", "ALLUXIO_USER_JAVA_OPTS", 192);

    private final String container;
    private final String propertiesFile;
    private final String javaOptions;
    private final int heapMebibytes;

    Component(String container, String propertiesFile, String javaOptions, int heapMebibytes) {
        this.container = container;
        this.propertiesFile = propertiesFile;
        this.javaOptions = javaOptions;
        this.heapMebibytes = heapMebibytes;
    }

    /** Name of the container. */
    String container() {
        return container;
    }

    /** Key in the ConfigMap of the process's properties. */
    String propertiesFile() {
        return propertiesFile;
    }

    /** Environment variable with the process's JVM options. */
    String javaOptions() {
        return javaOptions;
    }

    /** Heap when neither the user nor a memory limit says otherwise. Enough for some 100,000 files. */
    int heapMebibytes() {
        return heapMebibytes;
    }
}
