package io.fluid.engine.alluxio;

import io.fluid.api.v1alpha1.AlluxioRuntimeSpec;
import io.fluid.api.v1alpha1.TieredStoreLevel;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.support.TierDirectory;
import io.fluid.engine.alluxio.AlluxioPlan.UfsMount;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Alluxio's properties: what follows from the request, then the user's, which win. */
final class CacheProperties {

    static final String JOURNAL = "/journal";

    private final CacheRequest request;
    private final RuntimeSpec runtime;
    private final UfsMount root;
    private final Map<Port, Integer> ports;
    private final List<TieredStoreLevel> levels;
    private final List<TierDirectory> tiers;

    CacheProperties(
            CacheRequest request,
            RuntimeSpec runtime,
            UfsMount root,
            Map<Port, Integer> ports,
            List<TieredStoreLevel> levels,
            List<TierDirectory> tiers) {
        this.request = request;
        this.runtime = runtime;
        this.root = root;
        this.ports = ports;
        this.levels = levels;
        this.tiers = tiers;
    }

    Map<String, String> of(Component component) {
        Map<String, String> properties = new TreeMap<>();
        addresses(properties);
        journal(properties);
        security(properties);
        clients(properties);
        String hadoop = runtime.spec().hadoopConfig();
        if (hadoop != null && !hadoop.isEmpty()) {
            properties.put(
                    "alluxio.underfs.hdfs.configuration",
                    Paths.HADOOP + "/hdfs-site.xml:" + Paths.HADOOP + "/core-site.xml");
        }
        switch (component) {
            case MASTER -> master(properties);
            case WORKER -> worker(properties);
            case JOB_WORKER -> tiers(properties);
            case FUSE -> fuse(properties);
            case JOB_MASTER, API_GATEWAY, CLIENT -> {}
        }
        properties.putAll(runtime.spec().properties());
        properties.putAll(runtime.component(component).properties());
        return properties;
    }

    private void addresses(Map<String, String> properties) {
        ports.forEach((port, number) -> properties.put(port.property(), number.toString()));
        if (runtime.highlyAvailable()) {
            properties.put("alluxio.master.rpc.addresses", all(Port.RPC));
            properties.put("alluxio.job.master.rpc.addresses", all(Port.JOB_RPC));
            properties.put("alluxio.master.embedded.journal.addresses", all(Port.EMBEDDED));
            properties.put("alluxio.job.master.embedded.journal.addresses", all(Port.JOB_EMBEDDED));
        } else {
            String host = AlluxioPlan.masterHost(request.name(), request.namespace(), 0);
            properties.put("alluxio.master.hostname", host);
            properties.put("alluxio.job.master.hostname", host);
        }
    }

    private String all(Port port) {
        return IntStream.range(0, runtime.masters())
                .mapToObj(index ->
                        AlluxioPlan.masterHost(request.name(), request.namespace(), index) + ":" + ports.get(port))
                .collect(Collectors.joining(","));
    }

    private void journal(Map<String, String> properties) {
        // One master needs no quorum; the embedded journal would open a port of its own.
        properties.put("alluxio.master.journal.type", runtime.highlyAvailable() ? "EMBEDDED" : "UFS");
        properties.put("alluxio.master.journal.folder", JOURNAL);
        properties.put("alluxio.master.journal.tailer.shutdown.quiet.wait.time", "50ms");
        properties.put("alluxio.master.worker.connect.wait.time", "500ms");
        properties.put("alluxio.master.mount.table.root.ufs", root.uri());
        if (runtime.spec().runAs() != null) {
            properties.put("alluxio.work.dir", ProcessPlans.WORK);
        }
    }

    private static void security(Map<String, String> properties) {
        properties.put("alluxio.security.authorization.permission.enabled", "false");
        properties.put("alluxio.security.stale.channel.purge.interval", "365d");
        properties.put("alluxio.master.security.impersonation.root.users", "*");
        properties.put("alluxio.master.security.impersonation.root.groups", "*");
        properties.put("alluxio.underfs.object.store.breadcrumbs.enabled", "false");
        properties.put("alluxio.underfs.s3.inherit.acl", "false");
        // Object stores know no modes; what appears in a pod is for every user of it.
        properties.put("alluxio.underfs.s3.default.mode", "0755");
    }

    private void clients(Map<String, String> properties) {
        properties.put("alluxio.user.block.size.bytes.default", "16MB");
        properties.put("alluxio.user.file.readtype.default", "CACHE");
        properties.put("alluxio.user.file.writetype.default", "CACHE_THROUGH");
        properties.put("alluxio.user.file.passive.cache.enabled", "false");
        properties.put("alluxio.user.client.cache.enabled", "false");
        properties.put("alluxio.user.update.file.accesstime.disabled", "true");
        properties.put("alluxio.user.metrics.collection.enabled", "true");
        String localFirst = "alluxio.client.block.policy.LocalFirstPolicy";
        properties.put("alluxio.user.block.write.location.policy.class", localFirst);
        properties.put("alluxio.user.ufs.block.read.location.policy", localFirst);
        properties.put("alluxio.user.file.replication.max", Integer.toString(cachedCopies(runtime.spec())));
        // Clients do not have the workers' directories; a client in an application pod cannot.
        properties.put("alluxio.user.short.circuit.enabled", "false");
    }

    private static int cachedCopies(AlluxioRuntimeSpec spec) {
        return spec.data() == null || spec.data().replicas() == null
                ? 1
                : Math.max(1, spec.data().replicas());
    }

    private void master(Map<String, String> properties) {
        String option = "alluxio.master.mount.table.root.option.";
        root.options().forEach((key, value) -> properties.put(option + key, value));
        properties.put("alluxio.master.mount.table.root.readonly", Boolean.toString(root.readOnly()));
        properties.put("alluxio.master.mount.table.root.shared", Boolean.toString(root.shared()));
        if (MetadataBackup.restore(request.dataset().getSpec()) != null) {
            properties.put(
                    "alluxio.master.journal.init.from.backup",
                    MetadataBackup.FOLDER + "/" + MetadataBackup.file(request.name(), request.namespace()));
        }
    }

    private void worker(Map<String, String> properties) {
        tiers(properties);
        // When a cache is deleted its masters may end first. What keeps a worker then, until it is killed: telling them
        // what it read as a client of others (its own figures go with its heartbeats), and waiting for calls.
        properties.put("alluxio.user.metrics.collection.enabled", "false");
        properties.put("alluxio.worker.network.netty.shutdown.quiet.period", "0s");
    }

    private void tiers(Map<String, String> properties) {
        properties.putAll(TierProperties.properties(levels, tiers));
    }

    private void fuse(Map<String, String> properties) {
        properties.put("alluxio.fuse.jnifuse.enabled", "true");
        properties.put("alluxio.fuse.jnifuse.libfuse.version", "3");
        properties.put("alluxio.user.metadata.cache.enabled", "true");
        // As long as a reader may overlook a mount that was added.
        properties.put("alluxio.user.metadata.cache.expiration.time", "1min");
        properties.put("alluxio.user.metadata.cache.max.size", "100000");
        if (request.dataset().getSpec().owner() == null) {
            properties.put("alluxio.fuse.user.group.translation.enabled", "true");
        }
    }
}
