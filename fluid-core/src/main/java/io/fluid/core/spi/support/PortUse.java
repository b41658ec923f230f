package io.fluid.core.spi.support;

import java.util.OptionalInt;

/**
 * A port that a cache listens on.
 *
 * @param field with which the user chooses it
 * @param network whose ports differ: the pod's own, or the one of the nodes
 * @param chosen by the user
 * @param standard taken if none is chosen; empty where Fluid looks for a free one
 */
public record PortUse(String field, String network, OptionalInt chosen, OptionalInt standard) {}
