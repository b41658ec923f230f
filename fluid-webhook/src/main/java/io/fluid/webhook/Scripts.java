package io.fluid.webhook;

import io.fluid.core.spi.PodText;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The scripts that run in injected containers, escaped for a container's command. */
final class Scripts {

    static final String SUPERVISOR = load("supervisor.sh");
    static final String MOUNT_GUARD = load("mount-guard.sh");
    static final String AWAIT_MOUNT = load("await-mount.sh");

    private Scripts() {}

    private static String load(String name) {
        try (InputStream script = Scripts.class.getResourceAsStream(name)) {
            if (script == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return PodText.literal(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
