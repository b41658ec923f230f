package io.fluid.core.engine;

import io.fluid.core.runtime.FakeEngine;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheEngineProvider;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.EngineSettings;

/** The provider of {@link FakeEngine} in an installation with a setting that it does not accept. */
public final class MisconfiguredEngine implements CacheEngineProvider {

    public static final String FAILURE =
            "cannot start the engine io.fluid.core.engine.MisconfiguredEngine of class path:"
                    + " FAKE_TYPE: \"odd\" is not served; expected plain";

    @Override
    public EngineDescriptor descriptor() {
        return FakeEngine.DESCRIPTOR;
    }

    @Override
    public CacheEngine create(EngineSettings settings) {
        throw new IllegalArgumentException("FAKE_TYPE: \"odd\" is not served; expected plain");
    }
}
