package io.fluid.engine.alluxio;

import io.fluid.api.v1alpha1.VersionSpec;
import io.fluid.core.spi.EngineSettings;
import io.fluid.core.spi.support.ImageNames;
import org.jspecify.annotations.Nullable;

/**
 * Default images of an installation.
 *
 * @param server {@code repository:tag} of master and worker
 * @param fuse {@code repository:tag} of the FUSE client
 * @param init {@code repository:tag} of which {@code initUsers} may replace a part
 */
record Images(String server, String fuse, String init) {

    static final String SERVER_SETTING = "ALLUXIO_RUNTIME_IMAGE_ENV";
    static final String FUSE_SETTING = "ALLUXIO_FUSE_IMAGE_ENV";
    static final String INIT_SETTING = "DEFAULT_INIT_IMAGE_ENV";

    private static final String DEFAULT = "alluxio/alluxio-dev:2.9.3";

    static Images from(EngineSettings settings) {
        String server =
                ImageNames.checked(SERVER_SETTING, settings.get(SERVER_SETTING).orElse(DEFAULT));
        return new Images(
                server,
                ImageNames.checked(FUSE_SETTING, settings.get(FUSE_SETTING).orElse(server)),
                ImageNames.checked(INIT_SETTING, settings.get(INIT_SETTING).orElse(server)));
    }

    /** The image of master and worker. */
    String server(@Nullable VersionSpec version) {
        return version == null ? server : ImageNames.image(server, version.image(), version.imageTag());
    }
}
