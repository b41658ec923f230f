package io.fluid.core.spi;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Translates a dataset and its runtime into Kubernetes objects. Required of every engine; what only some engines can do
 * is declared by implementing a capability interface of this package as well: {@link LoadsData}, {@link MigratesData},
 * {@link BacksUpMetadata}, {@link MeasuresStorage}, {@link CleansCache}, {@link CleansNodes}, {@link UpdatesMounts}.
 *
 * <p>{@link #validate}, {@link #ports} and {@link #describe} are pure: the same request gives the same answer, and they
 * do no I/O, read no clock and no environment, and leave the request as it was. One engine object serves many threads.
 */
public interface CacheEngine {

    /**
     * Everything that is wrong with the request, so that the user sees it all at once. Called before {@link #describe};
     * while it returns something, nothing is created, and a cache that runs already goes on by its earlier description.
     * What is wrong with every engine (two mounts of one name, a mount without a scheme) the core has found before. A field
     * that the engine does not serve is refused here: it must not be ignored.
     *
     * @return the problems, in an order that does not change; empty when {@link #describe} can be called
     * @throws IllegalArgumentException when a field has a value of the wrong type ({@link CacheRequest#runtimeAs}); the
     *     message is told to the user as a problem
     */
    List<Problem> validate(CacheRequest request);

    /**
     * The host ports that the cache will listen on, in a stable order. Empty when it runs in the pods' own network. The
     * core allocates them without conflict, remembers them, and passes them back in {@link CacheRequest#ports()}.
     *
     * @return claims with names that differ; a port stays with its name for the life of the runtime
     */
    default List<PortClaim> ports(CacheRequest request) {
        return List.of();
    }

    /**
     * The objects that make up the cache. Only called when {@link #validate} found nothing, with all the ports of {@link
     * #ports} allocated. An object that the last description had and this one has not is deleted; a workload whose
     * template changed is rolled, a fuse pod only when no application uses it.
     *
     * @return the cache; objects need no namespace and no owner, the core sets both
     */
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
