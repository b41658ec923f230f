package io.fluid.core.spi;

/**
 * The entry point of an engine module. Declare the implementation in {@code
 * META-INF/services/io.fluid.core.spi.CacheEngineProvider}; it needs a public constructor without arguments.
 */
public interface CacheEngineProvider {

    /** Who this engine is: the runtime kind that selects it and the names derived from it. Constant. */
    EngineDescriptor descriptor();

    /**
     * Makes the engine.
     *
     * @param settings what the administrator set for the whole installation, such as default images
     * @throws IllegalArgumentException when a setting cannot be used; the message names the setting
     */
    CacheEngine create(EngineSettings settings);
}
