package io.fluid.e2e.cluster;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.e2e.tools.FileTrees;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Configuration files: every component that reads YAML reads JSON too. */
final class Json {

    private Json() {}

    static String text(Object value) {
        return Serialization.asJson(value);
    }

    static Path write(Path file, Object value) {
        try {
            Path folder = file.getParent();
            if (folder != null) {
                FileTrees.createDirectories(folder);
            }
            return Files.writeString(file, text(value));
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + file, e);
        }
    }
}
