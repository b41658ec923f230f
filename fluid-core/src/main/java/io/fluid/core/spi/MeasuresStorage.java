package io.fluid.core.spi;

import java.io.IOException;
import java.time.Duration;

/** Optional: the engine can count what lies in the under-storage. */
public interface MeasuresStorage {

    /**
     * Counts files and bytes of the under-storage, through the cache. Does I/O, possibly for long: called on a thread of
     * its own once the cache is up, and again when the mounts change.
     *
     * @param deadline time after which to give up
     * @throws IOException when the count could not be finished; it is tried again later
     */
    StorageTotals measure(CacheRequest request, Duration deadline) throws IOException;

    /**
     * What lies in the under-storage.
     *
     * @param bytes sum of the sizes of all files
     * @param files number of files, directories not counted
     */
    record StorageTotals(long bytes, long files) {}
}
