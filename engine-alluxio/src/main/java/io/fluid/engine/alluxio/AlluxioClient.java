package io.fluid.engine.alluxio;

import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.MeasuresStorage.StorageTotals;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A running Alluxio cache. Every call gives up at its deadline. */
interface AlluxioClient {

    /** How full the cache is and what was read through it. */
    CacheUsage usage(Duration deadline) throws IOException;

    /** Counts the files of the under-storages, looking for those that Alluxio has not seen yet. */
    StorageTotals totals(Duration deadline) throws IOException;

    /** Drops everything that is cached; nothing is deleted from the under-storages. */
    void free(Duration deadline) throws IOException;

    /** What is mounted now, the root included. */
    List<MountedStorage> mounted(Duration deadline) throws IOException;

    /** Lists a directory of the under-storage, not what is known of it; fails when that cannot be done. */
    void list(String path, Duration deadline) throws IOException;

    /**
     * A storage that is mounted.
     *
     * @param path in Alluxio
     * @param uri of the storage, as Alluxio writes it
     * @param options those that are no secrets
     */
    record MountedStorage(String path, String uri, Map<String, String> options, boolean readOnly, boolean shared) {
        public MountedStorage {
            options = Map.copyOf(options);
        }
    }

    /** Makes clients. */
    interface Factory {
        AlluxioClient connect(Address address);
    }

    /**
     * Where the masters are.
     *
     * @param hosts names or addresses
     * @param rpcPort of the file system
     * @param webPort of the web server
     */
    record Address(List<String> hosts, int rpcPort, int webPort) {
        public Address {
            hosts = List.copyOf(hosts);
        }

        @Override
        public String toString() {
            return String.join(",", hosts);
        }
    }
}
