package io.fluid.engine.alluxio;

import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.MeasuresStorage.StorageTotals;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A running Alluxio cache. Every call gives up at its deadline. */
interface AlluxioClient {

    /** How full the cache is and what was read through it. */
    CacheUsage usage(Duration deadline) throws IOException;

    /** Counts the files of the under-storages, looking for those that Alluxio has not seen yet. */
    StorageTotals totals(Duration deadline) throws IOException;

    /** Drops everything that is cached; nothing is deleted from the under-storages. */
    void free(Duration deadline) throws IOException;

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
