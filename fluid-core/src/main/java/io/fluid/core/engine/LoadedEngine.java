package io.fluid.core.engine;

import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.EngineDescriptor;

/**
 * An engine that is ready for use.
 *
 * @param descriptor who it is
 * @param engine the translation
 * @param origin where it was found, for people: {@code class path} or the name of a jar
 */
public record LoadedEngine(EngineDescriptor descriptor, CacheEngine engine, String origin) {

    @Override
    public String toString() {
        return descriptor.runtimeKind() + " (" + descriptor.runtimeType() + ", from " + origin + ")";
    }
}
