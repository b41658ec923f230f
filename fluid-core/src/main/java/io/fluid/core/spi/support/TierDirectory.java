package io.fluid.core.spi.support;

import io.fabric8.kubernetes.api.model.Volume;

/**
 * One directory of a tiered store.
 *
 * @param path in container and, for a host path, on the node
 * @param bytes capacity
 * @param memory whether it lies in memory
 * @param volume what is mounted at {@code path}; its name is unique
 */
public record TierDirectory(String path, long bytes, boolean memory, Volume volume) {}
