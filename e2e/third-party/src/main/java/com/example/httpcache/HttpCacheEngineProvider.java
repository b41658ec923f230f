package com.example.httpcache;

import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheEngineProvider;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.EngineSettings;

import java.util.Set;

/** What the ServiceLoader finds. */
public final class HttpCacheEngineProvider implements CacheEngineProvider {

    static final EngineDescriptor DESCRIPTOR = new EngineDescriptor(
            "HttpCacheRuntime", "httpcache", Set.of("http"), "example.com", "v1", "httpcacheruntimes");

    private static final String IMAGE = "HTTPCACHE_IMAGE";
    private static final String DEFAULT_IMAGE = "example.com/rclone:1.60";

    @Override
    public EngineDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public CacheEngine create(EngineSettings settings) {
        return new HttpCacheEngine(settings.get(IMAGE).orElse(DEFAULT_IMAGE));
    }
}
