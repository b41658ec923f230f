package io.fluid.core.spi.support;

import org.jspecify.annotations.Nullable;

/** Names of images, {@code repository:tag}. */
public final class ImageNames {

    private ImageNames() {}

    /** An image with those parts of {@code standard} that the user left open. */
    public static String image(String standard, @Nullable String repository, @Nullable String tag) {
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

    /** Whether the user says which image, or which tag of it. */
    public static boolean isNamed(@Nullable String repository, @Nullable String tag) {
        return (repository != null && !repository.isEmpty()) || (tag != null && !tag.isEmpty());
    }

    private static int tagSeparator(String image) {
        int colon = image.lastIndexOf(':');
        return colon > image.lastIndexOf('/') ? colon : -1;
    }

    /**
     * A setting that names an image.
     *
     * @throws IllegalArgumentException when it has white space; the message names the setting
     */
    public static String checked(String setting, String image) {
        if (image.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException(setting + ": \"" + image + "\" is no image; expected repository:tag");
        }
        return image;
    }
}
