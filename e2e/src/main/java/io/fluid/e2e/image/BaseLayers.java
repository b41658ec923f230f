package io.fluid.e2e.image;

import io.fluid.e2e.tools.CacheFolder;
import io.fluid.e2e.tools.DebianRootfs;
import io.fluid.e2e.tools.GoPrograms;
import io.fluid.e2e.tools.JavaRuntime;

import java.util.ArrayList;
import java.util.List;

/** The layers that images stand on, made when first asked for. */
public final class BaseLayers {

    /** Where {@link #java()} puts the runtime. */
    public static final String JAVA_HOME = "/opt/java";

    // mount, umount, findmnt, stat, sha256sum, bash and sh are part of the essential packages.
    private static final List<String> PACKAGES = List.of("ca-certificates", "curl", "fuse3", "libfuse2", "procps");

    private final Layers layers;
    private final DebianRootfs debian;
    private final JavaRuntime runtime;
    private final GoPrograms programs;

    public BaseLayers(CacheFolder cache) {
        this.layers = new Layers(cache);
        this.debian = new DebianRootfs(cache);
        this.runtime = new JavaRuntime(cache);
        this.programs = new GoPrograms(cache);
    }

    /** Starts an image whose own layers go to the same cache. */
    public ImageBuilder image(String name) {
        return new ImageBuilder(layers, name);
    }

    /** A small Debian with both versions of FUSE's library and tools, bash, coreutils and curl. */
    public Layer debian() {
        return debianWith();
    }

    /** {@link #debian()} with more packages, as one layer. */
    public Layer debianWith(String... packages) {
        List<String> all = new ArrayList<>(PACKAGES);
        all.addAll(List.of(packages));
        return layers.ofTar(debian.with(all));
    }

    /** A trimmed Java 25 at {@link #JAVA_HOME}, with {@code java} on the path. */
    public Layer java() {
        return layers.of(content -> content.directory(runtime.folder(), JAVA_HOME)
                .symbolicLink("/usr/local/bin/java", JAVA_HOME + "/bin/java"));
    }

    public Layers layers() {
        return layers;
    }

    public GoPrograms programs() {
        return programs;
    }
}
