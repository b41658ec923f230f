package io.fluid.engine.alluxio;

import java.util.Arrays;
import java.util.List;

/** The processes of an Alluxio cache. */
enum Component {
    MASTER("master", "alluxio-master", "master.properties", "ALLUXIO_MASTER_JAVA_OPTS", 512),
    JOB_MASTER("jobMaster", "alluxio-job-master", "job-master.properties", "ALLUXIO_JOB_MASTER_JAVA_OPTS", 192),
    API_GATEWAY("apiGateway", "alluxio-api-gateway", "api-gateway.properties", "ALLUXIO_PROXY_JAVA_OPTS", 256),
    WORKER("worker", "alluxio-worker", "worker.properties", "ALLUXIO_WORKER_JAVA_OPTS", 384),
    JOB_WORKER("jobWorker", "alluxio-job-worker", "job-worker.properties", "ALLUXIO_JOB_WORKER_JAVA_OPTS", 192),
    FUSE("fuse", "alluxio-fuse", "fuse.properties", "ALLUXIO_FUSE_JAVA_OPTS", 384),
    /** The command line, in pods of data operations; the spec says nothing of it. */
    CLIENT("", "dataloader", "client.properties", "ALLUXIO_USER_JAVA_OPTS", 192);

    private final String field;
    private final String container;
    private final String propertiesFile;
    private final String javaOptions;
    private final int heapMebibytes;

    Component(String field, String container, String propertiesFile, String javaOptions, int heapMebibytes) {
        this.field = field;
        this.container = container;
        this.propertiesFile = propertiesFile;
        this.javaOptions = javaOptions;
        this.heapMebibytes = heapMebibytes;
    }

    /** Name of its part of the runtime's spec. */
    String field() {
        return field;
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

    /** The component that its pod is named for. */
    Component pod() {
        return switch (this) {
            case MASTER, JOB_MASTER, API_GATEWAY -> MASTER;
            case WORKER, JOB_WORKER -> WORKER;
            case FUSE -> FUSE;
            case CLIENT -> CLIENT;
        };
    }

    /** The components of a pod, the one that it is named for first. */
    static List<Component> inPodOf(Component pod) {
        return Arrays.stream(values())
                .filter(component -> component.pod() == pod)
                .toList();
    }
}
