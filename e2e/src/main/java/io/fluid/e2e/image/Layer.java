package io.fluid.e2e.image;

import java.nio.file.Path;

/**
 * One layer of an image.
 *
 * @param digest {@code sha256:…} of the tar
 * @param size of the tar, in bytes
 * @param tar the uncompressed archive
 */
public record Layer(String digest, long size, Path tar) {}
