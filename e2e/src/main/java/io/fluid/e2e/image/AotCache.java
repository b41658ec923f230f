package io.fluid.e2e.image;

import java.nio.file.Path;

/**
 * The AOT cache of an image's Java program: its classes, loaded and linked, and profiles of its methods, as a training
 * run left them. Java takes it only with the runtime, the jars in their order and the flags that it was made with, and
 * is fast with it only where the jars lay: the image's own files make it, in their places.
 */
final class AotCache {

    /** Where it lies in the image. */
    static final String FILE = "/opt/fluid/classes.aot";

    /** The option that names it. */
    static final String FLAG = "-XX:AOTCache=";

    private AotCache() {}

    /**
     * The layer that holds it, made or found made.
     *
     * @param program the image without the cache, whose entry point names it already
     */
    static Layer of(Layers layers, Image program, FluidImages.Training training) {
        return layers.made("aot in place " + program.digest(), (scratch, content) -> {
            Path cache = scratch.resolve("classes.aot");
            String repository = program.name().substring(0, program.name().lastIndexOf(':'));
            try (UnpackedImage unpacked = UnpackedImage.of(program)) {
                training.run(repository, unpacked, cache);
            }
            content.file(cache, FILE, false);
        });
    }
}
