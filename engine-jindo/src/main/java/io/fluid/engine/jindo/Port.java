package io.fluid.engine.jindo;

/** What the cache listens on. */
enum Port {
    RPC(Component.MASTER, "rpc", "rpc", 8101, "namespace.rpc.port"),
    /** How three masters agree. */
    RAFT(Component.MASTER, "raft", "raft", 8103, ""),
    WORKER_RPC(Component.WORKER, "worker-rpc", "rpc", 6101, "storage.rpc.port"),
    /** Figures of the FUSE client, when they are asked for. */
    METRICS(Component.FUSE, "jindo-metrics", "", 10001, "");

    private final Component component;
    private final String claim;
    private final String key;
    private final int standard;
    private final String property;

    Port(Component component, String claim, String key, int standard, String property) {
        this.component = component;
        this.claim = claim;
        this.key = key;
        this.standard = standard;
        this.property = property;
    }

    Component component() {
        return component;
    }

    /** Its name among the host ports, and in pods. */
    String claim() {
        return claim;
    }

    /** Its name in {@code ports} of the runtime; empty when it has none. */
    String key() {
        return key;
    }

    /** Its number in a network of the pod's own. */
    int standard() {
        return standard;
    }

    /** The property that sets it; empty when none does. */
    String property() {
        return property;
    }
}
