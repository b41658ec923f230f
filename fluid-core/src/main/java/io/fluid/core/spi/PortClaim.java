package io.fluid.core.spi;

import java.util.OptionalInt;

/**
 * One host port that a cache listens on.
 *
 * @param name key in {@link CacheRequest#ports()}, unique within the engine
 * @param fixed the number that the user chose; empty to have one allocated
 */
public record PortClaim(String name, OptionalInt fixed) {

    /** A port whose number the core chooses. */
    public static PortClaim any(String name) {
        return new PortClaim(name, OptionalInt.empty());
    }

    /** A port whose number the user chose. */
    public static PortClaim fixed(String name, int port) {
        return new PortClaim(name, OptionalInt.of(port));
    }
}
