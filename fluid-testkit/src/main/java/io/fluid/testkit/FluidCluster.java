package io.fluid.testkit;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fluid.core.kube.ResourceKind;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A cluster on which Fluid and an engine run, as its users meet it: in memory ({@link InMemoryFluid}) or a real one
 * ({@link RealFluid}). What is told in a {@link DatasetStory} happens on both. {@code namespace} is empty for what has
 * none.
 */
public interface FluidCluster {

    /** Creates objects, each with its own namespace. */
    void create(HasMetadata... objects);

    /** Changes an object by a JSON merge patch, for example <code>{"spec": {"replicas": 2}}</code>. */
    <T extends HasMetadata> void patch(ResourceKind<T> kind, String namespace, String name, String mergePatch);

    /** Asks for deletion; finalizers hold. */
    void delete(HasMetadata object);

    /** Takes a pod away at once, as when its node is lost. */
    void lose(Pod pod);

    /** An object as it is now; empty when it is not there. */
    <T extends HasMetadata> Optional<T> get(ResourceKind<T> kind, String namespace, String name);

    /** The objects of a namespace that carry all the labels. */
    <T extends HasMetadata> List<T> list(ResourceKind<T> kind, String namespace, Map<String, String> labels);

    /**
     * Waits until an object is there and as described.
     *
     * @param what what is awaited, for the message
     * @return the object as it was then
     * @throws AssertionError when it does not come to that in time; the message says what was awaited and what is there
     */
    <T extends HasMetadata> T await(
            String what, ResourceKind<T> kind, String namespace, String name, Predicate<T> reached);

    /**
     * Waits until an object is not there any more.
     *
     * @throws AssertionError when it stays
     */
    <T extends HasMetadata> void awaitGone(ResourceKind<T> kind, String namespace, String name);
}
