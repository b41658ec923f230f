package io.fluid.engine.jindo;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How servers and clients reach the storages. */
final class StorageProperties {

    /** Where the credentials of all storages lie in the pods. */
    static final String TOKENS = "/token";

    private static final String PROVIDER = "com.aliyun.jindodata.oss.auth.CustomCredentialsProvider";
    private static final String SECRETS = "secrets://" + TOKENS + "/";

    private StorageProperties() {}

    /** Properties of the servers: {@code jindocache.…}. */
    static Map<String, String> ofServers(List<Storage> storages, boolean ownSecret) {
        Map<String, String> properties = new TreeMap<>();
        boolean secrets = ownSecret;
        for (Storage storage : storages) {
            if (!storage.isNative()) {
                add(properties, storage, "jindocache.");
                secrets |= storage.hasSecrets();
            }
        }
        properties.put("default.credential.provider", secrets ? SECRETS : "none");
        if (ownSecret) {
            schemes(storages).forEach(scheme -> properties.put("jindocache." + scheme + ".provider.endpoint", SECRETS));
        }
        return properties;
    }

    /** Properties of the clients: {@code fs.…}. */
    static Map<String, String> ofClients(List<Storage> storages, boolean ownSecret) {
        Map<String, String> properties = new TreeMap<>();
        storages.stream().filter(storage -> !storage.isNative()).forEach(storage -> add(properties, storage, "fs."));
        if (ownSecret) {
            schemes(storages).forEach(scheme -> provide(properties, "fs." + scheme, scheme, SECRETS));
        }
        return properties;
    }

    private static List<String> schemes(List<Storage> storages) {
        return storages.stream()
                .map(Storage::scheme)
                .filter(Storage.OBJECT_STORES::contains)
                .distinct()
                .toList();
    }

    private static void add(Map<String, String> properties, Storage storage, String root) {
        boolean oss = storage.scheme().equals(Storage.OSS);
        String of = root + storage.scheme() + (oss ? ".bucket." + storage.bucket() : "");
        String prefix = storage.option("");
        storage.options().forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                properties.put(of + "." + key.substring(prefix.length()), value);
            } else if (storage.scheme().equals("hdfs") && key.startsWith("fs.")) {
                properties.put(root + key.substring("fs.".length()), value);
            }
        });
        if (oss && storage.value("endpoint").contains("dls")) {
            properties.put(of + ".data.lake.storage.enable", "true");
        }
        if (storage.hasSecrets()) {
            String folder = SECRETS + storage.credentialsFolder();
            if (root.startsWith("fs")) {
                provide(properties, of, storage.scheme(), folder);
            } else {
                properties.put(of + ".provider.endpoint", folder);
                properties.put(of + ".provider.format", "JSON");
            }
        }
    }

    private static void provide(Map<String, String> properties, String of, String scheme, String folder) {
        properties.put(of + ".credentials.provider", PROVIDER);
        properties.put(of + ".provider.endpoint", folder);
        properties.put(of + ".provider.format", "JSON");
        properties.put(of.replaceFirst("^fs\\." + scheme, "aliyun." + scheme) + ".provider.url", folder);
    }
}
