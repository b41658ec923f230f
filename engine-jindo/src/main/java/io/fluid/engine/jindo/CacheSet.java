package io.fluid.engine.jindo;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How JindoCache caches one mount.
 *
 * @param name of the mount
 * @param path what is mounted
 */
record CacheSet(
        String name,
        String path,
        String metaPolicy,
        String cacheStrategy,
        String readCacheReplica,
        String writePolicy,
        String writeCacheReplica) {

    static final String META_POLICY = "metaPolicy";
    static final String CACHE_STRATEGY = "cacheStrategy";
    static final String READ_REPLICA = "readCacheReplica";
    static final String WRITE_POLICY = "writePolicy";
    static final String WRITE_REPLICA = "writeCacheReplica";

    /** Options of a mount that are about its cache set. */
    static final Set<String> OPTIONS = Set.of(META_POLICY, CACHE_STRATEGY, READ_REPLICA, WRITE_POLICY, WRITE_REPLICA);

    static final String ONCE = "ONCE";
    static final String DHT = "DHT";
    static final String CACHE_ONLY = "CACHE_ONLY";

    static final Map<String, List<String>> ACCEPTED = Map.of(
            META_POLICY, List.of("ALWAYS", ONCE),
            CACHE_STRATEGY, List.of("DISTRIBUTED", DHT),
            WRITE_POLICY, List.of("WRITE_AROUND", "WRITE_THROUGH", CACHE_ONLY));

    static CacheSet of(Storage storage, int number) {
        Map<String, String> options = storage.options();
        String name = RuntimeSpec.text(storage.mount().name());
        return new CacheSet(
                name.isEmpty() ? "mount-" + number : name,
                storage.uri(),
                options.getOrDefault(META_POLICY, "ALWAYS"),
                options.getOrDefault(CACHE_STRATEGY, "DISTRIBUTED"),
                options.getOrDefault(READ_REPLICA, "1"),
                options.getOrDefault(WRITE_POLICY, "WRITE_AROUND"),
                options.getOrDefault(WRITE_REPLICA, "1"));
    }

    /** {@code cacheset.xml}. */
    static String xml(List<CacheSet> sets) {
        StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<cachesets>\n");
        for (CacheSet set : sets) {
            text.append("  <cacheset>\n");
            element(text, "name", set.name());
            element(text, "path", set.path());
            element(text, CACHE_STRATEGY, set.cacheStrategy());
            text.append("    <").append(META_POLICY).append(">\n  ");
            element(text, "type", set.metaPolicy());
            text.append("    </").append(META_POLICY).append(">\n");
            element(text, "readPolicy", "CACHE_ASIDE");
            element(text, READ_REPLICA, set.readCacheReplica());
            element(text, WRITE_POLICY, set.writePolicy());
            element(text, WRITE_REPLICA, set.writeCacheReplica());
            text.append("  </cacheset>\n");
        }
        return text.append("</cachesets>\n").toString();
    }

    private static void element(StringBuilder text, String name, String value) {
        String escaped = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        text.append("    <")
                .append(name)
                .append('>')
                .append(escaped)
                .append("</")
                .append(name)
                .append(">\n");
    }
}
