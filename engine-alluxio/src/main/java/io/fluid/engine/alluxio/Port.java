package io.fluid.engine.alluxio;

/** What an Alluxio cache listens on: name of the claim, property, number in a pod's own network. */
enum Port {
    RPC(Component.MASTER, "rpc", "rpc", "alluxio.master.rpc.port", 19998),
    WEB(Component.MASTER, "web", "web", "alluxio.master.web.port", 19999),
    JOB_RPC(Component.JOB_MASTER, "job-rpc", "rpc", "alluxio.job.master.rpc.port", 20001),
    JOB_WEB(Component.JOB_MASTER, "job-web", "web", "alluxio.job.master.web.port", 20002),
    /** Between the masters of a highly available cache. */
    EMBEDDED(Component.MASTER, "embedded", "embedded", "alluxio.master.embedded.journal.port", 19200),
    JOB_EMBEDDED(Component.JOB_MASTER, "job-embedded", "embedded", "alluxio.job.master.embedded.journal.port", 20003),
    REST(Component.API_GATEWAY, "rest", "rest", "alluxio.proxy.web.port", 39999),
    WORKER_RPC(Component.WORKER, "worker-rpc", "rpc", "alluxio.worker.rpc.port", 29999),
    WORKER_WEB(Component.WORKER, "worker-web", "web", "alluxio.worker.web.port", 30000),
    JOB_WORKER_RPC(Component.JOB_WORKER, "jobworker-rpc", "rpc", "alluxio.job.worker.rpc.port", 30001),
    JOB_WORKER_DATA(Component.JOB_WORKER, "jobworker-data", "data", "alluxio.job.worker.data.port", 30002),
    JOB_WORKER_WEB(Component.JOB_WORKER, "jobworker-web", "web", "alluxio.job.worker.web.port", 30003);

    private final Component component;
    private final String claim;
    private final String key;
    private final String property;
    private final int standard;

    Port(Component component, String claim, String key, String property, int standard) {
        this.component = component;
        this.claim = claim;
        this.key = key;
        this.property = property;
        this.standard = standard;
    }

    Component component() {
        return component;
    }

    /** Name of the claim and of the container's port: at most 15 characters. */
    String claim() {
        return claim;
    }

    /** Name in the component's {@code ports} field. */
    String key() {
        return key;
    }

    String property() {
        return property;
    }

    int standard() {
        return standard;
    }

    /** Whether it lies in the master's pod. */
    boolean onMaster() {
        return component.pod() == Component.MASTER;
    }
}
