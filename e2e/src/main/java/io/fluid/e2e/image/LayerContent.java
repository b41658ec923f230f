package io.fluid.e2e.image;

import io.fluid.e2e.tools.ContentKey;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a layer holds. Equal content gives equal bytes: entries are sorted, everything belongs to root and is as old as
 * the epoch, and a mode is either executable or not.
 */
public final class LayerContent {

    private static final int FILE_MODE = 0644;
    private static final int EXECUTABLE_MODE = 0755;

    private final SortedMap<String, Entry> entries = new TreeMap<>();

    /** A file of the machine, executable in the image if it is so here. */
    public LayerContent file(Path source, String target) {
        return file(source, target, Files.isExecutable(source));
    }

    public LayerContent file(Path source, String target, boolean executable) {
        return put(target, new FileEntry(source, executable ? EXECUTABLE_MODE : FILE_MODE));
    }

    public LayerContent text(String target, String content, boolean executable) {
        byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
        return put(target, new BytesEntry(bytes, executable ? EXECUTABLE_MODE : FILE_MODE));
    }

    LayerContent bytes(String target, byte[] content) {
        return put(target, new BytesEntry(content, FILE_MODE));
    }

    public LayerContent symbolicLink(String target, String pointsTo) {
        return put(target, new LinkEntry(pointsTo));
    }

    /** An empty folder with its permissions, such as {@code 01777}. */
    public LayerContent folder(String target, int mode) {
        return put(target, new FolderEntry(mode));
    }

    /** A folder of the machine with everything in it. */
    public LayerContent directory(Path source, String target) {
        folder(target, EXECUTABLE_MODE);
        try (Stream<Path> paths = Files.walk(source)) {
            for (Path path : (Iterable<Path>) paths.skip(1)::iterator) {
                add(path, target + "/" + source.relativize(path));
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + source, e);
        }
    }

    private void add(Path path, String name) throws IOException {
        if (Files.isSymbolicLink(path)) {
            symbolicLink(name, Files.readSymbolicLink(path).toString());
        } else if (Files.isDirectory(path)) {
            folder(name, EXECUTABLE_MODE);
        } else {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
            file(path, name, permissions.contains(PosixFilePermission.OWNER_EXECUTE));
        }
    }

    private LayerContent put(String target, Entry entry) {
        String name = Path.of("/").resolve(target).normalize().toString().substring(1);
        if (name.isEmpty()) {
            return this;
        }
        for (Path parent = Path.of(name).getParent(); parent != null; parent = parent.getParent()) {
            entries.putIfAbsent(parent.toString(), new FolderEntry(EXECUTABLE_MODE));
        }
        entries.put(name, entry);
        return this;
    }

    /** Changes whenever the bytes could; made without reading the files. */
    String fingerprint() {
        ContentKey key = ContentKey.of("layer");
        entries.forEach((name, entry) -> key.and(name).and(entry.fingerprint()));
        return key.hex();
    }

    void writeTo(OutputStream out) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (Map.Entry<String, Entry> named : entries.entrySet()) {
                named.getValue().write(named.getKey(), tar);
            }
        }
    }

    private static TarArchiveEntry header(String name, byte type, int mode, long size) {
        TarArchiveEntry header = new TarArchiveEntry(name, type);
        header.setModTime(0L);
        header.setIds(0, 0);
        header.setNames("", "");
        header.setMode(mode);
        header.setSize(size);
        return header;
    }

    private sealed interface Entry {
        String fingerprint();

        void write(String name, TarArchiveOutputStream tar) throws IOException;
    }

    private record FileEntry(Path source, int mode) implements Entry {
        @Override
        public String fingerprint() {
            try {
                return "file " + mode + " " + source.toAbsolutePath() + " " + Files.size(source) + " "
                        + Files.getLastModifiedTime(source);
            } catch (IOException e) {
                throw new UncheckedIOException("reading " + source, e);
            }
        }

        @Override
        public void write(String name, TarArchiveOutputStream tar) throws IOException {
            tar.putArchiveEntry(header(name, TarConstants.LF_NORMAL, mode, Files.size(source)));
            Files.copy(source, tar);
            tar.closeArchiveEntry();
        }
    }

    private record BytesEntry(byte[] bytes, int mode) implements Entry {
        @Override
        public String fingerprint() {
            return "bytes " + mode + " " + Digests.of(bytes);
        }

        @Override
        public void write(String name, TarArchiveOutputStream tar) throws IOException {
            tar.putArchiveEntry(header(name, TarConstants.LF_NORMAL, mode, bytes.length));
            tar.write(bytes);
            tar.closeArchiveEntry();
        }
    }

    private record LinkEntry(String pointsTo) implements Entry {
        @Override
        public String fingerprint() {
            return "link " + pointsTo;
        }

        @Override
        public void write(String name, TarArchiveOutputStream tar) throws IOException {
            TarArchiveEntry header = header(name, TarConstants.LF_SYMLINK, 0777, 0);
            header.setLinkName(pointsTo);
            tar.putArchiveEntry(header);
            tar.closeArchiveEntry();
        }
    }

    private record FolderEntry(int mode) implements Entry {
        @Override
        public String fingerprint() {
            return "folder " + mode;
        }

        @Override
        public void write(String name, TarArchiveOutputStream tar) throws IOException {
            tar.putArchiveEntry(header(name + "/", TarConstants.LF_DIR, mode, 0));
            tar.closeArchiveEntry();
        }
    }
}
