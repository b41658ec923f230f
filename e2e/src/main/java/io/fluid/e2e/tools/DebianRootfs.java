package io.fluid.e2e.tools;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Minimal Debian root file systems, made from the package sources that this machine itself uses. */
public final class DebianRootfs {

    // A part of the key: a change of what is trimmed makes new root file systems.
    private static final List<String> TRIMMED = List.of(
            "/usr/share/doc/*",
            "/usr/share/man/*",
            "/usr/share/info/*",
            "/usr/share/locale/*",
            "/usr/share/lintian/*",
            "/usr/share/bash-completion/*",
            "/usr/share/zoneinfo/*",
            "/usr/lib/x86_64-linux-gnu/gconv/*",
            "/var/cache/*");
    private static final Path SOURCES_LIST = Path.of("/etc/apt/sources.list");
    private static final Path SOURCES_FOLDER = Path.of("/etc/apt/sources.list.d");

    private final CacheFolder cache;

    public DebianRootfs(CacheFolder cache) {
        this.cache = cache;
    }

    /** A tar of the smallest Debian that has the packages. */
    public Path with(Collection<String> packages) {
        List<String> sorted = List.copyOf(new TreeSet<>(packages));
        String suite = suite();
        String key = ContentKey.of(suite)
                .and(String.join(",", sorted))
                .and(String.join(",", TRIMMED))
                .hex();
        return cache.entry("debian", key, draft -> {
                    Files.createDirectories(draft);
                    List<String> line =
                            new ArrayList<>(List.of("mmdebstrap", "--quiet", "--variant=minbase", "--format=tar"));
                    line.add("--include=" + String.join(",", sorted));
                    line.add("--aptopt=Acquire::Languages \"none\"");
                    TRIMMED.forEach(path -> line.add("--dpkgopt=path-exclude=" + path));
                    // Java's package puts links there and fails without the folder.
                    line.add("--essential-hook=mkdir -p \"$1/usr/share/man/man1\"");
                    line.add(suite);
                    line.add(draft.resolve("rootfs.tar").toString());
                    sourceFiles().forEach(file -> line.add(file.toString()));
                    // Packages of the same versions then give the same bytes.
                    Command.of(line).env("SOURCE_DATE_EPOCH", "0").run();
                })
                .resolve("rootfs.tar");
    }

    private static String suite() {
        try (Stream<String> lines = Files.lines(Path.of("/etc/os-release"))) {
            return lines.filter(line -> line.startsWith("VERSION_CODENAME="))
                    .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("/etc/os-release names no VERSION_CODENAME"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The distribution's own sources; third parties' are not needed and may not answer. */
    private static List<Path> sourceFiles() throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.exists(SOURCES_LIST) && hasDistribution(SOURCES_LIST)) {
            files.add(SOURCES_LIST);
        }
        if (Files.isDirectory(SOURCES_FOLDER)) {
            try (Stream<Path> entries = Files.list(SOURCES_FOLDER)) {
                for (Path file : entries.sorted().toList()) {
                    if (hasDistribution(file)) {
                        files.add(file);
                    }
                }
            }
        }
        if (files.isEmpty()) {
            throw new IllegalStateException("no package source for " + suite() + " in " + SOURCES_LIST + " or "
                    + SOURCES_FOLDER + "; add the distribution's main archive");
        }
        return files;
    }

    private static boolean hasDistribution(Path file) throws IOException {
        String name =
                Optional.ofNullable(file.getFileName()).map(Path::toString).orElse("");
        if (!name.endsWith(".list") && !name.endsWith(".sources")) {
            return false;
        }
        String suite = suite();
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> !line.startsWith("#"))
                    .anyMatch(line -> Stream.of(line.split("\\s+")).anyMatch(suite::equals));
        }
    }
}
