package io.fluid.e2e.image;

import io.fluid.e2e.tools.CacheFolder;

import java.nio.file.Path;

/** A real HDFS with some files, for tests: one name node, one data node. */
public final class HdfsImage {

    public static final String NAME = "localhost/fluid-test/hdfs:3.5.0";

    private static final String HOME = "/opt/hdfs";

    private HdfsImage() {}

    /**
     * Builds it, or finds it built.
     *
     * @param folder {@code e2e/images/hdfs} of the repository
     */
    public static Image build(BaseLayers base, CacheFolder cache, Path folder) {
        return base.image(NAME)
                .from(base.debianWith("openjdk-17-jre-headless"))
                .addDirectory(MavenJars.of(cache, "hdfs", folder.resolve("pom.xml")), HOME + "/lib")
                .layer(content -> content.file(folder.resolve("entrypoint.sh"), "/entrypoint.sh", true)
                        .directory(folder.resolve("conf"), HOME + "/conf")
                        .directory(folder.resolve("content"), "/content"))
                .entrypoint("/entrypoint.sh")
                .build();
    }
}
