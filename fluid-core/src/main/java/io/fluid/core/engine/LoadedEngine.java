package io.fluid.core.engine;

import io.fluid.core.spi.BacksUpMetadata;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CleansCache;
import io.fluid.core.spi.CleansNodes;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.LoadsData;
import io.fluid.core.spi.MeasuresStorage;
import io.fluid.core.spi.MigratesData;
import io.fluid.core.spi.UpdatesMounts;

import java.util.List;

/**
 * An engine that is ready for use.
 *
 * @param descriptor who it is
 * @param engine the translation
 * @param origin where it was found, for people: {@code class path} or the name of a jar
 */
public record LoadedEngine(EngineDescriptor descriptor, CacheEngine engine, String origin) {

    private static final List<Class<?>> CAPABILITIES = List.of(
            BacksUpMetadata.class,
            CleansCache.class,
            CleansNodes.class,
            LoadsData.class,
            MeasuresStorage.class,
            MigratesData.class,
            UpdatesMounts.class);

    /** Names of the capability interfaces of the SPI that the engine implements, sorted. */
    public List<String> capabilities() {
        return CAPABILITIES.stream()
                .filter(capability -> capability.isInstance(engine))
                .map(Class::getSimpleName)
                .toList();
    }

    @Override
    public String toString() {
        return descriptor.runtimeKind() + " (" + descriptor.runtimeType() + ", from " + origin + ")";
    }
}
