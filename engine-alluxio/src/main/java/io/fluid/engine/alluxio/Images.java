package io.fluid.engine.alluxio;

import io.fluid.api.v1alpha1.VersionSpec;
import io.fluid.core.spi.EngineSettings;
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
        String server = checked(SERVER_SETTING, settings.get(SERVER_SETTING).orElse(DEFAULT));
        return new Images(
                server,
                checked(FUSE_SETTING, settings.get(FUSE_SETTING).orElse(server)),
                checked(INIT_SETTING, settings.get(INIT_SETTING).orElse(server)));
    }

    /** The image of master and worker. */
    String server(@Nullable VersionSpec version) {
        return version == null ? server : image(server, version.image(), version.imageTag());
    }

    /** An image with those parts of {@code standard} that the user left open. */
    static String image(String standard, @Nullable String repository, @Nullable String tag) {
        int colon = tagSeparator(standard);
        String standardRepository = colon < 0 ? standard : standard.substring(0, colon);
        String standardTag = colon < 0 ? "latest" : standard.substring(colon + 1);
        boolean ownTag = tag != null && !tag.isEmpty();
        if (repository == null || repository.isEmpty()) {
            return standardRepository + ":" + (ownTag ? tag : standardTag);
        }
        if (ownTag) {
            return repository + ":" + tag;
        }
        return tagSeparator(repository) >= 0 ? repository : repository + ":" + standardTag;
    }

    private static int tagSeparator(String image) {
        int colon = image.lastIndexOf(':');
        return colon > image.lastIndexOf('/') ? colon : -1;
    }

    private static String checked(String setting, String image) {
        if (image.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException(setting + ": \"" + image + "\" is no image; expected repository:tag");
        }
        return image;
    }
}
