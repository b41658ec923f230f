package io.fluid.core.spi;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Optional: mounts of a dataset can be added, changed and removed while pods read. {@link CacheEngine#describe} puts the
 * wanted mounts where the running cache finds them (a ConfigMap, for example) without replacing its pods; this tells the
 * core when they have got there. Until then the Dataset's phase is {@code Updating} and its {@code status.mounts} is
 * what it was.
 *
 * <p>Of an engine without this capability the core takes mounts as served as soon as its workloads are ready.
 */
public interface UpdatesMounts {

    /**
     * What is still to be done until the running cache serves the mounts of {@link CacheRequest#dataset()}. Does I/O, so
     * it is called on a thread of its own, after {@code Dataset.spec.mounts} changed, until it returns nothing.
     *
     * @param deadline time after which the caller has lost interest; implementations give up by then
     * @return one phrase for each mount that differs, such as {@code "s3://bucket at /data is not mounted yet"}; empty
     *     when the cache serves exactly these mounts
     * @throws IOException when the cache does not answer; it is asked again
     */
    List<String> pendingMounts(CacheRequest request, Duration deadline) throws IOException;
}
