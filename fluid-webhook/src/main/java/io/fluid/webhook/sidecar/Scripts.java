package io.fluid.webhook.sidecar;

import io.fluid.core.spi.PodText;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The scripts that run in containers. The kubelet expands {@code $(NAME)} in commands, but not in hooks. */
final class Scripts {

    static final String SUPERVISOR_COMMAND = PodText.literal(load("supervisor.sh"));
    static final String MOUNT_GUARD_COMMAND = PodText.literal(load("mount-guard.sh"));
    static final String AWAIT_MOUNT_HOOK = load("await-mount.sh");
    static final String CHECK_MOUNTS_HOOK = load("check-mounts.sh");

    private Scripts() {}

    private static String load(String name) {
        try (InputStream script = Scripts.class.getResourceAsStream("/io/fluid/webhook/" + name)) {
            if (script == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
