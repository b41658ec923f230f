package io.fluid.engine.juicefs;

import io.fluid.core.spi.EngineSettings;
import io.fluid.core.spi.support.ImageNames;

/**
 * Default images of an installation, each for workers and FUSE clients.
 *
 * @param community {@code repository:tag} of the community edition
 * @param enterprise {@code repository:tag} of the enterprise edition
 */
record Images(String community, String enterprise) {

    static final String COMMUNITY_SETTING = "JUICEFS_CE_IMAGE_ENV";
    static final String ENTERPRISE_SETTING = "JUICEFS_EE_IMAGE_ENV";

    static Images from(EngineSettings settings) {
        return new Images(
                checked(settings, COMMUNITY_SETTING, "juicedata/mount:ce-v1.3.0"),
                checked(settings, ENTERPRISE_SETTING, "juicedata/mount:ee-5.2.10-eb0a8b3"));
    }

    String of(Edition edition) {
        return edition == Edition.COMMUNITY ? community : enterprise;
    }

    private static String checked(EngineSettings settings, String name, String standard) {
        return ImageNames.checked(name, settings.get(name).orElse(standard));
    }
}
