package io.fluid.e2e.thirdparty;

import io.fluid.e2e.tools.Command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;

/**
 * Installs the published modules from a copy of the sources into a local repository of its own, which has what Maven
 * downloaded before but nothing of Fluid, and builds the third party's engine with it.
 */
public final class ScratchBuild {

    private static final String MODULES = ".,fluid-bom,fluid-api,fluid-core,fluid-testkit";
    private static final Set<String> NOT_SOURCES = Set.of("target", ".git", "docs", "charts", "localkube");

    private final Path home;
    private final Path sources;
    private final Path repository;

    public ScratchBuild(Path home, Path scratch) {
        this.home = home;
        this.sources = scratch.resolve("sources");
        this.repository = scratch.resolve("repository");
    }

    /** The root of this checkout: tests run in a module's folder. */
    public static Path home() {
        return Path.of("").toAbsolutePath().getParent();
    }

    /** The engine's jar, when all its tests have passed. */
    public Path engine() throws IOException {
        copy(home, sources, NOT_SOURCES, false);
        // Links save a copy of the whole repository; Maven replaces files, it does not write into them.
        copy(localRepository(), repository, Set.of(), true);
        maven(sources, "--projects", MODULES, "install", "-DskipTests", "-Dspotless.check.skip");
        Path project = sources.resolve("e2e/third-party");
        maven(project, "verify");
        return project.resolve("target/httpcache-engine-1.0.0.jar");
    }

    Path repository() {
        return repository;
    }

    private void maven(Path where, String... arguments) {
        Command.of("mvn", "--batch-mode", "--quiet", "-Dmaven.repo.local=" + repository)
                .with(List.of(arguments))
                .in(where)
                .run();
    }

    private static Path localRepository() {
        return Path.of(System.getProperty("fluid.local-repository"));
    }

    private void copy(Path from, Path to, Set<String> without, boolean linked) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                boolean ours = linked && folder.equals(from.resolve("io/fluid"));
                if (ours || without.contains(String.valueOf(folder.getFileName()))) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = to.resolve(from.relativize(file));
                if (linked) {
                    link(file, copy);
                } else {
                    Files.copy(file, copy);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static void link(Path file, Path copy) {
        try {
            Files.createLink(copy, file);
        } catch (IOException | UnsupportedOperationException otherFileSystem) {
            try {
                Files.copy(file, copy);
            } catch (IOException e) {
                e.addSuppressed(otherFileSystem);
                throw new UncheckedIOException(e);
            }
        }
    }
}
