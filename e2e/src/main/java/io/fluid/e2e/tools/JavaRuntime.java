package io.fluid.e2e.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    // Security providers of modules that are left out. The JDK would look for them in every jar of the class path.
    private static final Pattern ABSENT_PROVIDERS =
            Pattern.compile("security\\.provider\\.\\d+=(XMLDSig|SunPCSC|JdkSASL)");
    private static final Pattern PROVIDER = Pattern.compile("security\\.provider\\.\\d+=(.*)");

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
                .and(ABSENT_PROVIDERS.pattern())
                .hex();
        return cache.entry("jre", key, draft -> {
            Command.of(jdk.resolve("bin/jlink").toString())
                    .with("--add-modules", String.join(",", MODULES))
                    .with("--strip-debug", "--no-header-files", "--no-man-pages", "--generate-cds-archive")
                    .with("--output", draft.toString())
                    .run();
            removeAbsentProviders(draft.resolve("conf/security/java.security"));
        });
    }

    private static void removeAbsentProviders(Path settings) {
        try {
            List<String> lines = new ArrayList<>();
            int providers = 0;
            for (String line : Files.readAllLines(settings)) {
                Matcher provider = PROVIDER.matcher(line);
                if (ABSENT_PROVIDERS.matcher(line).matches()) {
                    continue;
                }
                lines.add(provider.matches() ? "security.provider." + ++providers + "=" + provider.group(1) : line);
            }
            Files.write(settings, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
