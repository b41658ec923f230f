package io.fluid.e2e.image;

import java.nio.file.Path;

/**
 * A stand-in for JindoCache, whose images are closed: one image that plays master, worker, FUSE client and command line.
 * It asserts the configuration that it is given, says what it found, and caches nothing.
 */
public final class JindoStandIn {

    /** Name without tag. */
    public static final String REPOSITORY = "fluidcloudnative/jindo-stand-in";

    /** New enough to read credentials from files. */
    public static final String TAG = "6.9.1";

    /** The same again: an image to change to. */
    public static final String OTHER_TAG = "6.9.2";

    private JindoStandIn() {}

    /**
     * Builds it, or finds it built.
     *
     * @param folder {@code e2e/images/jindo} of the repository
     * @param name of the image, with its tag
     */
    public static Image build(BaseLayers base, Path folder, String name) {
        return base.image(name)
                .from(base.debianWith("bindfs"))
                .layer(content -> content.file(folder.resolve("entrypoint.sh"), "/entrypoint.sh", true)
                        .file(folder.resolve("prestop.sh"), "/prestop.sh", true)
                        .file(folder.resolve("stand-in.sh"), "/stand-in.sh", true)
                        .file(folder.resolve("server.pl"), "/server.pl", false)
                        .file(folder.resolve("jindocache"), "/usr/local/lib/jindo/jindocache", true)
                        .symbolicLink("/usr/local/lib/jindo/stand-in.sh", "/stand-in.sh")
                        .symbolicLink("/usr/local/bin/jindocache", "/usr/local/lib/jindo/jindocache"))
                .env("STAND_IN_VERSION", name)
                .entrypoint("/entrypoint.sh")
                .build();
    }
}
