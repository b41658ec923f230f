package io.fluid.e2e.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Static binaries built from Go modules: our own {@code localkube} and the few programs that we take from others at a
 * fixed version.
 */
public final class GoPrograms {

    /** The Kubernetes of {@link #localkube()}. */
    public static final String KUBERNETES_VERSION = "v1.34.4";

    private static final String HELM = "helm.sh/helm/v3/cmd/helm@v3.19.5";
    private static final String VERSITYGW = "github.com/versity/versitygw/cmd/versitygw@v1.8.0";
    private static final String LOCALKUBE = "localkube";
    private static final List<String> LOCALKUBE_SOURCES =
            List.of("go.mod", "go.sum", "main.go", "dns.go", "init/main.go");
    private static final String JUICEFS = "juicefs";
    private static final List<String> JUICEFS_SOURCES = List.of("go.mod", "go.sum", "main.go");
    // Metadata in Redis, data in S3 or files: what is left out would double the time of the build.
    private static final String JUICEFS_TAGS = "nogateway,nowebdav,nooss,nocos,nobos,nohdfs,noibmcos,noobs,noqingstore,"
            + "noqiniu,nosftp,noswift,noazure,nogs,noufile,nob2,nonfs,nodragonfly,nomysql,nopg,nosqlite,notikv,nobadger,"
            + "noetcd";
    private static final String STRIPPED = "-s -w";

    private final CacheFolder cache;

    public GoPrograms(CacheFolder cache) {
        this.cache = cache;
    }

    /** etcd, the Kubernetes components and CoreDNS in one binary. */
    public Path localkube() {
        return ownModule().resolve("localkube");
    }

    /** A process that only stays: the pods' sandbox, and process 1 of the node. */
    public Path init() {
        return ownModule().resolve("init");
    }

    public Path helm() {
        return installed(HELM).resolve("helm");
    }

    /** An S3 server over a folder of plain files. */
    public Path versitygw() {
        return installed(VERSITYGW).resolve("versitygw");
    }

    /** The community edition of JuiceFS. Its compression is in C, so this needs a C compiler, and its user glibc. */
    public Path juicefs() {
        Map<String, byte[]> sources = sources(JUICEFS, JUICEFS_SOURCES);
        return ofSources(
                        JUICEFS,
                        JUICEFS_TAGS,
                        sources,
                        (module, draft) -> go("build", "-tags", JUICEFS_TAGS, "-ldflags", STRIPPED)
                                .with("-o", draft.resolve(JUICEFS).toString(), ".")
                                .env("CGO_ENABLED", "1")
                                .in(module)
                                .run())
                .resolve(JUICEFS);
    }

    private Path ownModule() {
        Map<String, byte[]> sources = sources(LOCALKUBE, LOCALKUBE_SOURCES);
        return ofSources(LOCALKUBE, KUBERNETES_VERSION, sources, (module, draft) -> {
            // kubectl refuses to parse a server version that is empty.
            String flags = STRIPPED + " -X k8s.io/component-base/version.gitVersion=" + KUBERNETES_VERSION;
            go("build", "-ldflags", flags, "-o", draft.resolve(LOCALKUBE).toString(), ".")
                    .in(module)
                    .run();
            go("build", "-ldflags", STRIPPED, "-o", draft.resolve("init").toString(), "./init")
                    .in(module)
                    .run();
        });
    }

    /** Programs built from sources of this repository, or found built. */
    private Path ofSources(String name, String version, Map<String, byte[]> sources, BiConsumer<Path, Path> build) {
        ContentKey key = ContentKey.of(version);
        sources.forEach((file, bytes) -> key.and(file).and(bytes));
        return cache.entry(name, key.hex(), draft -> {
            Path module = draft.resolveSibling(draft.getFileName() + "-src");
            FileTrees.delete(module);
            for (Map.Entry<String, byte[]> source : sources.entrySet()) {
                Path file = module.resolve(source.getKey());
                Files.createDirectories(file.getParent());
                Files.write(file, source.getValue());
            }
            Files.createDirectories(draft);
            build.accept(module, draft);
            FileTrees.delete(module);
        });
    }

    private Path installed(String program) {
        String name = program.substring(program.lastIndexOf('/') + 1, program.indexOf('@'));
        return cache.entry(name, ContentKey.of(program).hex(), draft -> {
            Files.createDirectories(draft);
            go("install", "-ldflags", STRIPPED, program)
                    .env("GOBIN", draft.toString())
                    .run();
        });
    }

    private static Command go(String... arguments) {
        return Command.of("go").with(arguments).env("CGO_ENABLED", "0").env("GO111MODULE", "on");
    }

    private static Map<String, byte[]> sources(String folder, List<String> names) {
        Map<String, byte[]> all = new LinkedHashMap<>();
        for (String name : names) {
            String resource = "/" + folder + "/" + name;
            try (InputStream source = GoPrograms.class.getResourceAsStream(resource)) {
                if (source == null) {
                    throw new IllegalStateException(resource + " is missing from the class path");
                }
                all.put(name, source.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }
}
