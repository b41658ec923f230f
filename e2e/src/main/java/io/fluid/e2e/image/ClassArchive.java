package io.fluid.e2e.image;

import io.fluid.e2e.tools.CacheFolder;
import io.fluid.e2e.tools.Command;
import io.fluid.e2e.tools.ContentKey;
import io.fluid.e2e.tools.FileTrees;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Archives of the classes that an image's Java programs load (class data sharing). Java takes one only if it was made by
 * the same runtime from the same files, so the image's own layers make it: they are unpacked, and a script runs in
 * there, in a network of its own.
 */
final class ClassArchive {

    private static final String NAME = "classes.jsa";
    // Its arguments are the root and what to run in it.
    private static final String ENTER = "set -e; hostname localhost; ip link set lo up; mount -t proc proc \"$0/proc\";"
            + " mount --rbind /dev \"$0/dev\"; exec chroot \"$0\" \"$@\"";

    private ClassArchive() {}

    /**
     * Makes the archive, or finds it made.
     *
     * @param layers of the image, the lowest first
     * @param script writes the archive to the file that its argument names
     */
    static Path of(CacheFolder cache, List<Layer> layers, Path script) {
        ContentKey key = ContentKey.of(text(script));
        layers.forEach(layer -> key.and(layer.digest()));
        return cache.entry("class-archive", key.hex(), draft -> make(layers, script, draft))
                .resolve(NAME);
    }

    private static void make(List<Layer> layers, Path script, Path draft) throws IOException {
        Path root = FileTrees.createDirectories(draft.resolve("root"));
        for (Layer layer : layers) {
            Command.of("tar", "--directory", root.toString(), "--extract", "--file")
                    .with(layer.tar().toString())
                    .run();
        }
        Files.copy(script, root.resolve("archive-classes.sh"), StandardCopyOption.COPY_ATTRIBUTES);
        // All that is started, mounted or configured here ends with the namespaces.
        Command.of("unshare", "--mount", "--net", "--uts", "--pid", "--fork", "--kill-child")
                .with("sh", "-c", ENTER, root.toString(), "/archive-classes.sh", "/" + NAME)
                .run();
        Files.move(root.resolve(NAME), draft.resolve(NAME));
        FileTrees.delete(root);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
