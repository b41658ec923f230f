package io.fluid.engine.jindo;

import io.fluid.core.spi.EngineSettings;
import io.fluid.core.spi.support.ImageNames;

/**
 * Default images of an installation.
 *
 * @param server {@code repository:tag} of master and worker
 * @param fuse {@code repository:tag} of the FUSE client
 */
record Images(String server, String fuse) {

    static final String SERVER_SETTING = "JINDO_SMARTDATA_IMAGE_ENV";
    static final String FUSE_SETTING = "JINDO_FUSE_IMAGE_ENV";

    private static final String REGISTRY = "jindofs/";
    private static final String TAG = ":6.9.1-202509151826";

    static Images from(EngineSettings settings) {
        return new Images(
                ImageNames.checked(SERVER_SETTING, settings.get(SERVER_SETTING).orElse(REGISTRY + "smartdata" + TAG)),
                ImageNames.checked(FUSE_SETTING, settings.get(FUSE_SETTING).orElse(REGISTRY + "jindo-fuse" + TAG)));
    }
}
