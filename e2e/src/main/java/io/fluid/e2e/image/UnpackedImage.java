package io.fluid.e2e.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fluid.e2e.tools.Command;
import io.fluid.e2e.tools.FileTrees;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of a Java program's image in a folder of this machine, and its entry point, which sees them where the image
 * has them. An AOT cache remembers where the jars lay: elsewhere the JVM takes it too, but looks for them in vain with
 * every class that it loads.
 */
public final class UnpackedImage implements AutoCloseable {

    private static final String PLACE = "/opt";
    // Its arguments are the folder to show there and what to run. The mount ends with the process.
    private static final String ENTER = "mount --bind \"$0\" " + PLACE + " && exec \"$@\"";

    private final Path root;
    private final List<String> entryPoint;

    private UnpackedImage(Path root, List<String> entryPoint) {
        this.root = root;
        this.entryPoint = entryPoint;
    }

    /** Unpacks an image; it is gone when this is closed. */
    public static UnpackedImage of(Image image) {
        try {
            Path root = FileTrees.temporary("image");
            for (Layer layer : image.layers()) {
                Command.of("tar", "--directory", root.toString(), "--extract", "--no-same-owner", "--file")
                        .with(layer.tar().toString())
                        .run();
            }
            List<String> line = new ArrayList<>();
            for (JsonNode argument :
                    new ObjectMapper().readTree(image.configuration()).at("/config/Entrypoint")) {
                line.add(argument.asText());
            }
            line.set(0, BaseLayers.JAVA_HOME + "/bin/java");
            line.addAll(0, List.of("sh", "-c", ENTER, root + PLACE));
            // Who is not root may mount in a user namespace of his own.
            line.addAll(
                    0,
                    System.getProperty("user.name").equals("root")
                            ? List.of("unshare", "--mount")
                            : List.of("unshare", "--mount", "--map-root-user"));
            return new UnpackedImage(root, List.copyOf(line));
        } catch (IOException e) {
            throw new UncheckedIOException("unpacking " + image.name(), e);
        }
    }

    /**
     * The program as the image starts it.
     *
     * @param flags of the JVM, besides those of the image
     * @param arguments of the program
     */
    public ProcessBuilder process(List<String> flags, List<String> arguments) {
        List<String> line = new ArrayList<>(entryPoint);
        // The last of two contradicting flags counts, and the class path follows the image's.
        line.addAll(line.indexOf("-cp"), flags);
        line.addAll(arguments);
        return new ProcessBuilder(line);
    }

    /** The program without its AOT cache, which it writes to a file when it ends. */
    public ProcessBuilder training(Path cache, List<String> arguments) {
        ProcessBuilder program = process(List.of("-XX:AOTCacheOutput=" + cache), arguments);
        program.command().removeIf(flag -> flag.startsWith(AotCache.FLAG));
        return program;
    }

    /** The program as if its image had no AOT cache. */
    public ProcessBuilder withoutCache(List<String> flags, List<String> arguments) {
        ProcessBuilder program = process(flags, arguments);
        program.command().removeIf(flag -> flag.startsWith(AotCache.FLAG));
        return program;
    }

    /** Where a file of the image lies on this machine. */
    public Path file(String path) {
        return root.resolve(path.substring(1));
    }

    @Override
    public void close() {
        FileTrees.delete(root);
    }
}
