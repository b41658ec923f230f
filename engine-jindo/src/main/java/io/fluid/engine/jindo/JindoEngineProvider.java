package io.fluid.engine.jindo;

import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheEngineProvider;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.EngineSettings;

import java.util.Set;

/** Jindo: {@code JindoRuntime}. */
public final class JindoEngineProvider implements CacheEngineProvider {

    static final EngineDescriptor DESCRIPTOR = new EngineDescriptor(
            "JindoRuntime",
            "jindo",
            Set.of("Jindo", "jindocache", "jindofs", "jindofsx"),
            "data.fluid.io",
            "v1alpha1",
            "jindoruntimes");

    private static final String ENGINE_SETTING = "JINDO_ENGINE_TYPE";
    private static final String ENGINE = "jindocache";

    @Override
    public EngineDescriptor descriptor() {
        return DESCRIPTOR;
    }

    @Override
    public CacheEngine create(EngineSettings settings) {
        String engine = settings.get(ENGINE_SETTING).orElse(ENGINE);
        if (!engine.equals(ENGINE)) {
            throw new IllegalArgumentException(
                    ENGINE_SETTING + ": \"" + engine + "\" is not served; expected " + ENGINE);
        }
        return new JindoEngine(new JindoPlanner(Images.from(settings)));
    }
}
