package io.fluid.e2e.image;

/** JuiceFS built from its Go module, with the contract of the published community images, and Redis for its metadata. */
public final class JuiceFSImage {

    /** The tag that tests install. */
    public static final String TAG = "ce-v1.3.1";

    /** The same again: an image to change to. */
    public static final String OTHER_TAG = TAG + "-other";

    /** Name of the image with Redis. */
    public static final String REDIS = "fluidcloudnative/redis:" + FluidImages.TAG;

    private static final String PROGRAM = "/usr/local/bin/juicefs";

    private JuiceFSImage() {}

    /** {@code juicedata/mount} with a tag. */
    public static Image mount(BaseLayers base, String tag) {
        return base.image("juicedata/mount:" + tag)
                .from(base.debian())
                // /bin and /sbin are links to these in Debian; as folders of this layer they would hide the shell.
                .layer(content -> content.file(base.programs().juicefs(), PROGRAM, true)
                        .symbolicLink("/usr/bin/mount.juicefs", PROGRAM)
                        .symbolicLink("/usr/sbin/mount.juicefs", PROGRAM))
                .env("VERSION", tag)
                .arguments("juicefs", "version")
                .build();
    }

    /** A Redis that keeps everything in memory. */
    public static Image redis(BaseLayers base) {
        return base.image(REDIS)
                .from(base.debianWith("redis-server"))
                .entrypoint("redis-server")
                .arguments("--bind", "0.0.0.0", "--protected-mode", "no", "--save", "")
                .build();
    }
}
