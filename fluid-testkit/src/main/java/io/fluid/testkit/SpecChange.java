package io.fluid.testkit;

/**
 * What users change while a cache runs. {@link CacheEngineContractTest} wants to know of each where the change goes, by
 * {@link EngineContract#changing}, or that nobody can ask for it, by {@link EngineContract#unchanging}: a change that an
 * engine accepts and does not make is a cache that is not what its spec says.
 */
public enum SpecChange {
    /** The image of a process. */
    IMAGE,
    /** What a process may use of a node. */
    RESOURCES,
    /** How the cache is set up: properties of its processes. */
    PROPERTIES,
    /** Options of the Dataset's mounts. */
    OPTIONS,
    /** Environment variables of a process. */
    ENVIRONMENT,
    /** Volumes of a pod, and where they are mounted. */
    VOLUMES,
    /** Nodes that pods tolerate. Fuse pods run wherever an application does, so for them there is nothing to change. */
    TOLERATIONS
}
