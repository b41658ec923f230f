package io.fluid.core.spi;

import java.util.List;

/**
 * Optional: cached data outlives the pods (it lies on the nodes' disks), and no process of the cache can be told to remove
 * it. The core then does, on each node that has a worker, before the workers go. An engine whose cache removes its data
 * itself is a {@link CleansCache} instead.
 */
public interface CleansNodes {

    /**
     * Folders of a node whose contents are removed when the runtime is deleted. They must be the cache's alone. The image
     * of the workers does the work, so it needs {@code sh}, {@code find} and {@code sleep}. It may take {@code
     * cleanCachePolicy.gracePeriodSeconds} times {@code maxRetryAttempts}; deletion then goes on in any case.
     *
     * @param request the cache; its Dataset may be gone already, and has no mounts then
     * @return absolute paths; empty when nothing outlives the pods
     */
    List<String> leftovers(CacheRequest request);
}
