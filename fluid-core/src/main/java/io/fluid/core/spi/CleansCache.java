package io.fluid.core.spi;

import java.io.IOException;
import java.time.Duration;

/** Optional: cached data outlives the pods (it lies on the nodes' disks) and is removed before they are. */
public interface CleansCache {

    /**
     * Removes what the cache holds. Called when the runtime is deleted, on a thread of its own, at most {@code
     * cleanCachePolicy.maxRetryAttempts} times; deletion then goes on in any case.
     *
     * @param deadline {@code cleanCachePolicy.gracePeriodSeconds}
     * @throws IOException when something could not be removed
     */
    void clean(CacheRequest request, Duration deadline) throws IOException;
}
