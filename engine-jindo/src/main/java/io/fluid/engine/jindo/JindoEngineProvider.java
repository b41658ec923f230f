package io.fluid.engine.jindo;

import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheEngineProvider;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.EngineSettings;

import java.nio.file.Path;
import java.time.Duration;
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
    private static final String QUERY_SETTING = "QUERY_UFS_TOTAL";
    // 10 million objects in less than nine minutes, and a bucket's limits are hundreds of times higher.
    private static final Duration BETWEEN_PAGES = Duration.ofMillis(50);

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
        JindoPlanner planner = new JindoPlanner(Images.from(settings));
        if (settings.get(QUERY_SETTING).orElse("true").equals("false")) {
            return new JindoEngine(planner);
        }
        Path credentials = settings.get(OssStorage.FOLDER_SETTING).map(Path::of).orElse(null);
        return new MeasuringJindoEngine(planner, new OssStorage(new ObjectCounter(BETWEEN_PAGES), credentials));
    }
}
