package io.fluid.e2e.image;

import io.fluid.e2e.tools.CacheFolder;

import java.nio.file.Path;

/** An Alluxio assembled from its Maven artifacts, with the contract of the published 2.9 images. */
public final class AlluxioImage {

    /** Its tag: the version of Alluxio. */
    public static final String TAG = "2.9.3";

    private static final String NAME = "alluxio/alluxio-dev:" + TAG;
    private static final String HOME = "/opt/alluxio";

    private AlluxioImage() {}

    /**
     * Builds it, or finds it built.
     *
     * @param folder {@code e2e/images/alluxio} of the repository
     */
    public static Image build(BaseLayers base, CacheFolder cache, Path folder) {
        Path jars = MavenJars.of(cache, "alluxio", folder.resolve("pom.xml"));
        ImageBuilder image = base.image(NAME)
                .from(base.debianWith("openjdk-17-jre-headless"))
                .addDirectory(jars, HOME + "/lib")
                .layer(content -> content.file(folder.resolve("entrypoint.sh"), "/entrypoint.sh", true)
                        .file(folder.resolve("bin/alluxio"), HOME + "/bin/alluxio", true)
                        .file(folder.resolve("conf/log4j2.xml"), HOME + "/conf/log4j2.xml", false)
                        .symbolicLink("/usr/local/bin/alluxio", HOME + "/bin/alluxio"))
                .env("ALLUXIO_HOME", HOME)
                .entrypoint("/entrypoint.sh");
        Path classes = ClassArchive.of(cache, image.build().layers(), folder.resolve("archive-classes.sh"));
        return image.addFile(classes, HOME + "/classes.jsa").build();
    }
}
