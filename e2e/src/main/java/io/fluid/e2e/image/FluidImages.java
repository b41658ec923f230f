package io.fluid.e2e.image;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The project's own images, made from its build, and those that its tests need. */
public final class FluidImages {

    /** What the images are tagged with: never {@code latest}, which Kubernetes tries to pull. */
    public static final String TAG = "dev";

    private static final String FOLDER = "/opt/fluid";
    private static final String NOBODY = "65532:65532";

    private final BaseLayers base;

    public FluidImages(BaseLayers base) {
        this.base = base;
    }

    public Image datasetController(Collection<Path> classPath, String mainClass) {
        return javaProgram("fluidcloudnative/dataset-controller", classPath, mainClass);
    }

    public Image alluxioRuntimeController(Collection<Path> classPath, String mainClass) {
        return javaProgram("fluidcloudnative/alluxioruntime-controller", classPath, mainClass);
    }

    public Image juiceFSRuntimeController(Collection<Path> classPath, String mainClass) {
        return javaProgram("fluidcloudnative/juicefsruntime-controller", classPath, mainClass);
    }

    public Image jindoRuntimeController(Collection<Path> classPath, String mainClass) {
        return javaProgram("fluidcloudnative/jindoruntime-controller", classPath, mainClass);
    }

    public Image webhook(Collection<Path> classPath, String mainClass) {
        return javaProgram("fluidcloudnative/fluid-webhook", classPath, mainClass);
    }

    /** The dataset-controller with an engine's jar in its engine folder: that engine's runtime controller. */
    public Image runtimeController(String repository, Collection<Path> classPath, String mainClass, Path engine) {
        return program(repository, classPath, mainClass)
                .layer(content -> content.file(engine, FOLDER + "/engines/" + engine.getFileName(), false))
                .build();
    }

    /**
     * A Java program as an image. Libraries and what the build just made lie in layers of their own, so that a rebuild
     * sends a small one.
     *
     * @param repository the name without tag
     * @param classPath jars and folders of classes, in their order
     */
    public Image javaProgram(String repository, Collection<Path> classPath, String mainClass) {
        return program(repository, classPath, mainClass).build();
    }

    private ImageBuilder program(String repository, Collection<Path> classPath, String mainClass) {
        List<Path> libraries = new ArrayList<>();
        List<Path> own = new ArrayList<>();
        classPath.forEach(entry -> (isOwn(entry) ? own : libraries).add(entry));
        List<String> names = new ArrayList<>();
        return base.image(repository + ":" + TAG)
                .from(base.debian(), base.java())
                .layer(content ->
                        libraries.forEach(jar -> content.file(jar, FOLDER + "/lib/" + jar.getFileName(), false)))
                .layer(content -> {
                    for (Path entry : own) {
                        String name = FOLDER + "/own/" + names.size();
                        if (Files.isDirectory(entry)) {
                            content.directory(entry, name);
                            names.add(name);
                        } else {
                            content.file(entry, name + ".jar", false);
                            names.add(name + ".jar");
                        }
                    }
                })
                .env("JAVA_HOME", BaseLayers.JAVA_HOME)
                .entrypoint("java", "-cp", String.join(":", names) + ":" + FOLDER + "/lib/*", mainClass)
                .user(NOBODY);
    }

    /** An S3 server over {@code /data}, on port 7070; credentials come by ROOT_ACCESS_KEY and ROOT_SECRET_KEY. */
    public Image s3Server() {
        return base.image("fluidcloudnative/s3-server:" + TAG)
                .from(base.debian())
                .layer(content -> content.file(base.programs().versitygw(), "/usr/local/bin/versitygw", true)
                        .folder("/data", 0777))
                .entrypoint("versitygw")
                .arguments("--port", ":7070", "posix", "/data")
                .build();
    }

    /** A shell, coreutils and curl, for pods of applications. It runs {@code sleep infinity} unless told otherwise. */
    public Image tools() {
        return base.image("fluidcloudnative/tools:" + TAG)
                .from(base.debian())
                .arguments("sleep", "infinity")
                .build();
    }

    private static boolean isOwn(Path entry) {
        if (Files.isDirectory(entry)) {
            return true;
        }
        Path parent = entry.toAbsolutePath().getParent();
        return (parent != null && parent.endsWith("target")) || entry.toString().contains("/io/fluid/");
    }
}
