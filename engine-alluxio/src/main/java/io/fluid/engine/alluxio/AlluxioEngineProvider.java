package io.fluid.engine.alluxio;

import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheEngineProvider;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.EngineSettings;

import java.util.Set;

/** Alluxio: {@code AlluxioRuntime}. */
public final class AlluxioEngineProvider implements CacheEngineProvider {

    static final EngineDescriptor DESCRIPTOR = new EngineDescriptor(
            "AlluxioRuntime", "alluxio", Set.of("Alluxio"), "data.fluid.io", "v1alpha1", "alluxioruntimes");

    @Override
    public EngineDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public CacheEngine create(EngineSettings settings) {
        return new AlluxioEngine(new AlluxioPlanner(Images.from(settings)), LiveAlluxioClient::new);
    }
}
