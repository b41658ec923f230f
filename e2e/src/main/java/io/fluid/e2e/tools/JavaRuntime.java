package io.fluid.e2e.tools;

import java.nio.file.Path;
import java.util.List;

/** A trimmed Java runtime for container images, linked from the JDK that runs us. */
public final class JavaRuntime {

    // What the controllers, their HTTP clients and servers, and diagnosis need; no desktop, no compiler.
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.instrument",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.security.jgss",
            "java.security.sasl",
            "java.sql",
            "java.xml",
            "jdk.crypto.cryptoki",
            "jdk.crypto.ec",
            "jdk.httpserver",
            "jdk.jcmd",
            "jdk.jfr",
            "jdk.management",
            "jdk.naming.dns",
            "jdk.net",
            "jdk.unsupported",
            "jdk.zipfs");

    private final CacheFolder cache;

    public JavaRuntime(CacheFolder cache) {
        this.cache = cache;
    }

    /** The folder of the runtime. */
    public Path folder() {
        Path jdk = Path.of(System.getProperty("java.home"));
        String key = ContentKey.of(System.getProperty("java.vm.version"))
                .and(System.getProperty("java.vendor"))
                .and(String.join(",", MODULES))
                .hex();
        return cache.entry(
                "jre",
                key,
                draft -> Command.of(jdk.resolve("bin/jlink").toString())
                        .with("--add-modules", String.join(",", MODULES))
                        .with("--strip-debug", "--no-header-files", "--no-man-pages", "--generate-cds-archive")
                        .with("--output", draft.toString())
                        .run());
    }
}
