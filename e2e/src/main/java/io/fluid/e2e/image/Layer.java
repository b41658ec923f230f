package io.fluid.e2e.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * One layer of an image.
 *
 * @param digest {@code sha256:…} of the tar
 * @param size of the tar, in bytes
 * @param tar the uncompressed archive
 */
public record Layer(String digest, long size, Path tar) {

    /** The layer that an existing tar is. */
    public static Layer ofTar(Path tar) {
        Digests.Counter counter = new Digests.Counter();
        try (InputStream in = Files.newInputStream(tar)) {
            byte[] buffer = new byte[1 << 20];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                counter.write(buffer, 0, read);
            }
            return new Layer(counter.digest(), counter.size(), tar);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + tar, e);
        }
    }

    static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }
}
