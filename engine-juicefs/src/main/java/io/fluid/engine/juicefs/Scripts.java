package io.fluid.engine.juicefs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The script that runs in JuiceFS's containers, a resource next to this class. */
final class Scripts {

    private static final String MOUNT = "mount.sh";

    private Scripts() {}

    static String mount() {
        try (InputStream in = Scripts.class.getResourceAsStream(MOUNT)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + MOUNT);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + MOUNT, e);
        }
    }
}
