package io.fluid.engine.jindo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Scripts that run in the cache's image. */
final class Scripts {

    /** Where a container finds them. */
    static final String FOLDER = "/etc/fluid/scripts";

    static final String MOUNTS = "mounts.sh";
    static final String LOAD = "load.sh";

    private Scripts() {}

    static String text(String name) {
        try (InputStream script = Scripts.class.getResourceAsStream(name)) {
            if (script == null) {
                throw new IllegalStateException("the jar lacks " + name);
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
