package io.fluid.engine.jindo;

import io.fluid.api.v1alpha1.JindoRuntimeSpec;
import io.fluid.api.v1alpha1.TieredStoreLevel;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.support.DatasetMount;
import io.fluid.core.spi.support.Memory;
import io.fluid.core.spi.support.TierDirectory;
import io.fluid.engine.jindo.JindoPlan.Section;
import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Decides the properties of every section of the configuration files. The user's come last and win. */
final class Sections {

    /** Where a master keeps what it knows. */
    static final String META = "/jindofs-meta";

    private static final String GIB = "g";
    private static final String MIB = "m";

    private final CacheRequest request;
    private final RuntimeSpec runtime;
    private final JindoRuntimeSpec spec;
    private final List<Storage> storages;
    private final List<TierDirectory> tiers;
    private final TieredStoreLevel level;
    private final Map<Port, Integer> ports;
    private final boolean ownSecret;

    Sections(
            CacheRequest request,
            RuntimeSpec runtime,
            List<Storage> storages,
            List<TierDirectory> tiers,
            TieredStoreLevel level,
            Map<Port, Integer> ports) {
        this.request = request;
        this.runtime = runtime;
        this.spec = runtime.spec();
        this.storages = storages;
        this.tiers = tiers;
        this.level = level;
        this.ports = ports;
        this.ownSecret = !RuntimeSpec.text(spec.secret()).isEmpty();
    }

    Map<Section, Map<String, String>> all() {
        Map<Section, Map<String, String>> sections = new EnumMap<>(Section.class);
        Map<String, String> client = client();
        sections.put(Section.COMMON, logs());
        sections.put(Section.SDK, client);
        if (!runtime.fuseOnly()) {
            sections.put(Section.SERVERS, servers());
            sections.put(Section.MASTER, master());
            sections.put(Section.WORKER, worker());
            sections.put(Section.CLIENT, client);
        }
        return sections;
    }

    /** Where a worker keeps the cache. */
    static String dataDirectory(TierDirectory tier) {
        return tier.path() + "/jindocache";
    }

    private Map<String, String> servers() {
        Map<String, String> properties = new TreeMap<>(Map.of(
                "logger.dir", "/tmp/jindocache-log",
                "logger.consolelogger", "true",
                "logger.cleanner.enable", "true",
                "logger.jnilogger", "false",
                "logger.sync", "false",
                "logger.verbose", "0"));
        properties.putAll(StorageProperties.ofServers(storages, ownSecret));
        properties.putAll(spec.properties());
        properties.putAll(spec.logConfig());
        return properties;
    }

    private Map<String, String> logs() {
        Map<String, String> properties = new TreeMap<>(Map.of(
                "logger.dir", "/tmp/fuse-log",
                "logger.consolelogger", "true",
                "logger.level", "2",
                "logger.cleaner.enable", "true",
                "logger.sync", "false",
                "logger.verbose", "0"));
        properties.putAll(runtime.fuse().logConfig());
        return properties;
    }

    private Map<String, String> master() {
        Map<String, String> properties = new TreeMap<>(Map.of(
                "namespace.cluster.id", "local",
                "namespace.filelet.atime.enable", "false",
                "namespace.permission.root.inode.perm.bits", "511",
                "namespace.backend.type", runtime.highlyAvailable() ? "raft" : "rocksdb",
                "namespace.meta-dir", META + "/server"));
        properties.putAll(runtime.component(Component.MASTER).properties());
        properties.put("namespace.rpc.port", port(Port.RPC));
        if (runtime.highlyAvailable()) {
            properties.put(
                    "namespace.backend.raft.initial-conf",
                    JindoPlan.raft(
                            JindoPlan.masterHosts(request.name(), request.namespace(), runtime.masters()),
                            port(Port.RAFT)));
        }
        return properties;
    }

    private String port(Port port) {
        return String.valueOf(ports.get(port));
    }

    private Map<String, String> worker() {
        Map<String, String> properties = new TreeMap<>(Map.of(
                "storage.cluster.id", "local",
                "storage.address", "localhost",
                "storage.compaction.enable", "true",
                "storage.watermark.high.ratio", or(level.high(), "0.8"),
                "storage.watermark.low.ratio", or(level.low(), "0.6")));
        properties.put(
                "storage.data-dirs",
                joined(tiers.stream().map(Sections::dataDirectory).toList()));
        properties.put(
                "storage.data-dirs.capacities",
                joined(tiers.stream().map(tier -> size(tier.bytes())).toList()));
        long memory = tiers.stream()
                .filter(TierDirectory::memory)
                .mapToLong(TierDirectory::bytes)
                .sum();
        if (memory > 0) {
            properties.put("storage.ram.cache.size", size(memory));
            properties.put("storage.slicelet.buffer.size", size(memory));
        }
        properties.putAll(runtime.component(Component.WORKER).properties());
        properties.put("storage.rpc.port", port(Port.WORKER_RPC));
        return properties;
    }

    private Map<String, String> client() {
        Map<String, String> properties = new TreeMap<>(Map.of(
                "fs.jindocache.request.user", "root",
                "fs.jindocache.tmp.data.dir", "/tmp",
                "fs.jindocache.client.metrics.enable", "true"));
        properties.putAll(StorageProperties.ofClients(storages, ownSecret));
        if (DatasetMount.isReadOnly(request.dataset().getSpec())) {
            properties.put("fs.jindocache.read.only.enable", "true");
        }
        if (!runtime.fuseOnly()) {
            properties.put("fs.jindocache.storage.rpc.port", port(Port.WORKER_RPC));
            properties.put(
                    "fs.jindocache.ram.cache.enable",
                    Boolean.toString(tiers.stream().anyMatch(TierDirectory::memory)));
        }
        properties.putAll(spec.properties());
        properties.putAll(runtime.fuse().properties());
        return properties;
    }

    /** A capacity in Jindo's units. */
    static String size(long bytes) {
        long mebibytes = bytes / Memory.MEBIBYTE;
        return mebibytes % 1024 == 0 ? mebibytes / 1024 + GIB : mebibytes + MIB;
    }

    private static String joined(List<String> parts) {
        return String.join(",", parts);
    }

    private static String or(@Nullable String text, String standard) {
        return text == null || text.isEmpty() ? standard : text;
    }
}
