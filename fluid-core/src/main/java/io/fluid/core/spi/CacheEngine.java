package io.fluid.core.spi;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Translates a dataset and its runtime into Kubernetes objects. Required of every engine; what only some engines can do
 * is declared by implementing a capability interface of this package as well ({@link LoadsData}, {@link
 * MeasuresStorage}, {@link CleansCache}).
 *
 * <p>{@link #validate}, {@link #ports} and {@link #describe} are pure: the same request gives the same answer, and they
 * do no I/O. One engine object serves many threads.
 */
public interface CacheEngine {

    /**
     * Everything that is wrong with the request, so that the user sees it all at once. Called before {@link #describe};
     * while it returns something, nothing is created.
     */
    List<Problem> validate(CacheRequest request);

    /**
     * The host ports that the cache will listen on, in a stable order. Empty when it runs in the pods' own network. The
     * core allocates them without conflict, remembers them, and passes them back in {@link CacheRequest#ports()}.
     */
    default List<PortClaim> ports(CacheRequest request) {
        return List.of();
    }

    /** The objects that make up the cache. Only called when {@link #validate} found nothing. */
    CacheDescription describe(CacheRequest request);

    /**
     * Asks the running cache how full it is. Does I/O: the core calls it on a thread of its own, never while
     * reconciling, and only while at least one worker is ready.
     *
     * @param deadline time after which the caller has lost interest; implementations give up by then
     * @throws IOException when the cache does not answer; the last known figures stay in the status
     */
    CacheUsage report(CacheRequest request, Duration deadline) throws IOException;
}
