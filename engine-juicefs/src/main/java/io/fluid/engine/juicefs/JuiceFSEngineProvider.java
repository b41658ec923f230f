package io.fluid.engine.juicefs;

import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheEngineProvider;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.EngineSettings;

import java.util.Set;

/** JuiceFS: {@code JuiceFSRuntime}. */
public final class JuiceFSEngineProvider implements CacheEngineProvider {

    static final EngineDescriptor DESCRIPTOR = new EngineDescriptor(
            "JuiceFSRuntime", "juicefs", Set.of("JuiceFS"), "data.fluid.io", "v1alpha1", "juicefsruntimes");

    @Override
    public EngineDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public CacheEngine create(EngineSettings settings) {
        return new JuiceFSEngine(new Planner(Images.from(settings)), new WorkerMetrics(), HadoopTotals.from(settings));
    }
}
