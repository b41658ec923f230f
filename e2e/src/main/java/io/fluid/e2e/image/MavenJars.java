package io.fluid.e2e.image;

import io.fluid.e2e.tools.CacheFolder;
import io.fluid.e2e.tools.Command;
import io.fluid.e2e.tools.ContentKey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Jars from the registry for the image of somebody else's program. */
final class MavenJars {

    private MavenJars() {}

    /**
     * A folder with all jars that a {@code pom.xml} asks for, kept under the file's content.
     *
     * @param name of the program
     */
    static Path of(CacheFolder cache, String name, Path pom) {
        return cache.entry(
                name,
                ContentKey.of(text(pom)).hex(),
                draft -> Command.of("mvn", "--batch-mode", "--quiet", "--file", pom.toString())
                        .with("org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies")
                        .with("-DincludeScope=runtime", "-DoutputDirectory=" + draft)
                        .run());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
