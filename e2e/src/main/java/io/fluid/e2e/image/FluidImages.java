package io.fluid.e2e.image;

import io.fabric8.kubernetes.client.Config;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The project's own images, made from its build, and those that its tests need. */
public final class FluidImages {

    /** What the images are tagged with: never {@code latest}, which Kubernetes tries to pull. */
    public static final String TAG = "dev";

    private static final String FOLDER = "/opt/fluid";
    private static final String NOBODY = "65532:65532";
    private static final String NO_AUTHORITIES = FOLDER + "/no-authorities.jks";
    // Half of the container's memory limit is heap; the other half is for classes, threads and buffers.
    private static final List<String> COMMON_FLAGS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-Xms32m",
            "-XX:MaxRAMPercentage=50",
            "-XX:+ExitOnOutOfMemoryError",
            // Else fabric8 reads the public authorities at each start, and trusts them besides the cluster's.
            "-D" + Config.KUBERNETES_TRUSTSTORE_FILE_PROPERTY + "=" + NO_AUTHORITIES,
            // Jackson calls a thousand setters a few times each; a method handle for every one of them costs more to
            // make.
            "-Djdk.reflect.useNativeAccessorOnly=true");
    // A controller waits for the network most of its life: what the second compiler would gain, it costs at the start.
    private static final String FIRST_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";
    // Only the second compiler uses the processor's AES: without it ChaCha20 is four times as fast as AES-GCM.
    private static final String CHACHA_FIRST = "-Djdk.tls.client.cipherSuites="
            + String.join(
                    ",",
                    "TLS_CHACHA20_POLY1305_SHA256",
                    "TLS_AES_128_GCM_SHA256",
                    "TLS_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

    private final BaseLayers base;
    private final Training training;
    private final boolean withSystem;

    /**
     * Images whose Java programs start from an AOT cache.
     *
     * @param training what the programs do while the JVM notes what to keep in the cache
     */
    public FluidImages(BaseLayers base, Training training) {
        this(base, training, true);
    }

    private FluidImages(BaseLayers base, Training training, boolean withSystem) {
        this.base = base;
        this.training = training;
        this.withSystem = withSystem;
    }

    /** The same Java programs without an operating system below them, for {@link UnpackedImage}. */
    public FluidImages withoutSystem() {
        return new FluidImages(base, training, false);
    }

    public Image datasetController(Collection<Path> classPath, String mainClass) {
        return javaProgram("fluidcloudnative/dataset-controller", classPath, mainClass);
    }

    public Image alluxioRuntimeController(Collection<Path> classPath, String mainClass) {
        return javaProgram("fluidcloudnative/alluxioruntime-controller", classPath, mainClass);
    }

    /**
     * The controller with what counts a volume, which is no part of its class path.
     *
     * @param hadoop folder of jars
     */
    public Image juiceFSRuntimeController(Collection<Path> classPath, String mainClass, Path hadoop) {
        return finished(controller("fluidcloudnative/juicefsruntime-controller", classPath, mainClass)
                .addDirectory(hadoop, FOLDER + "/hadoop")
                .env("JUICEFS_HADOOP_FOLDER", FOLDER + "/hadoop"));
    }

    public Image jindoRuntimeController(Collection<Path> classPath, String mainClass) {
        return javaProgram("fluidcloudnative/jindoruntime-controller", classPath, mainClass);
    }

    /** Admission is bound by the CPU, so both compilers work there. */
    public Image webhook(Collection<Path> classPath, String mainClass) {
        return finished(program("fluidcloudnative/fluid-webhook", classPath, mainClass, COMMON_FLAGS));
    }

    /** The dataset-controller with an engine's jar in its engine folder: that engine's runtime controller. */
    public Image runtimeController(String repository, Collection<Path> classPath, String mainClass, Path engine) {
        return finished(controller(repository, classPath, mainClass)
                .layer(content -> content.file(engine, FOLDER + "/engines/" + engine.getFileName(), false)));
    }

    /**
     * A controller as an image. Libraries and what the build just made lie in layers of their own, so that a rebuild
     * sends a small one.
     *
     * @param repository the name without tag
     * @param classPath jars, in their order
     */
    public Image javaProgram(String repository, Collection<Path> classPath, String mainClass) {
        return finished(controller(repository, classPath, mainClass));
    }

    private static byte[] emptyKeyStore() {
        try {
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            store.store(bytes, new char[0]);
            return bytes.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JDK makes no key store", e);
        }
    }

    private ImageBuilder controller(String repository, Collection<Path> classPath, String mainClass) {
        List<String> flags = new ArrayList<>(COMMON_FLAGS);
        flags.addAll(List.of(FIRST_COMPILER_ONLY, CHACHA_FIRST));
        return program(repository, classPath, mainClass, flags);
    }

    /** The class path names every jar: the order of a wildcard is the file system's, and the AOT cache depends on it. */
    private ImageBuilder program(String repository, Collection<Path> classPath, String mainClass, List<String> flags) {
        List<Path> own = new ArrayList<>();
        List<Path> libraries = new ArrayList<>();
        for (Path jar : classPath) {
            if (!Files.isRegularFile(jar)) {
                throw new IllegalArgumentException("the class path of " + repository + " holds " + jar
                        + "; expected jars, as mvn package makes them");
            }
            (isOwn(jar) ? own : libraries).add(jar);
        }
        List<String> entryPoint = new ArrayList<>(List.of("java"));
        entryPoint.addAll(flags);
        entryPoint.add(AotCache.FLAG + AotCache.FILE);
        List<String> names = new ArrayList<>();
        own.forEach(jar -> names.add(FOLDER + "/own/" + jar.getFileName()));
        libraries.forEach(jar -> names.add(FOLDER + "/lib/" + jar.getFileName()));
        entryPoint.addAll(List.of("-cp", String.join(":", names), mainClass));
        return base.image(repository + ":" + TAG)
                .from(base.java())
                .layer(content -> content.bytes(NO_AUTHORITIES, emptyKeyStore()))
                .layer(content ->
                        libraries.forEach(jar -> content.file(jar, FOLDER + "/lib/" + jar.getFileName(), false)))
                .layer(content -> own.forEach(jar -> content.file(jar, FOLDER + "/own/" + jar.getFileName(), false)))
                .env("JAVA_HOME", BaseLayers.JAVA_HOME)
                .entrypoint(entryPoint.toArray(String[]::new))
                .user(NOBODY);
    }

    private Image finished(ImageBuilder program) {
        program.from(AotCache.of(base.layers(), program.build(), training));
        return withSystem ? program.on(base.debian()).build() : program.build();
    }

    /** An S3 server over {@code /data}, on port 7070; credentials come by ROOT_ACCESS_KEY and ROOT_SECRET_KEY. */
    public static Image s3Server(BaseLayers base) {
        return base.image("fluidcloudnative/s3-server:" + TAG)
                .from(base.debian())
                .layer(content -> content.file(base.programs().versitygw(), "/usr/local/bin/versitygw", true)
                        .folder("/data", 0777))
                .entrypoint("versitygw")
                .arguments("--port", ":7070", "posix", "/data")
                .build();
    }

    /** A shell, coreutils and curl, for pods of applications. It runs {@code sleep infinity} unless told otherwise. */
    public static Image tools(BaseLayers base) {
        return base.image("fluidcloudnative/tools:" + TAG)
                .from(base.debian())
                .arguments("sleep", "infinity")
                .build();
    }

    private static boolean isOwn(Path jar) {
        String name = jar.getFileName().toString();
        return name.startsWith("fluid-") || name.startsWith("engine-");
    }

    /** What a program does before its image is complete. */
    @FunctionalInterface
    public interface Training {

        /**
         * Runs the program to an orderly end. It starts with {@link UnpackedImage#training}.
         *
         * @param repository name of the image without tag
         * @param program the image so far
         * @param cache the file to which the JVM writes its AOT cache
         */
        void run(String repository, UnpackedImage program, Path cache);
    }
}
