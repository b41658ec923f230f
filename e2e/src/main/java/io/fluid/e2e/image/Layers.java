package io.fluid.e2e.image;

import io.fluid.e2e.tools.CacheFolder;
import io.fluid.e2e.tools.ContentKey;
import io.fluid.e2e.tools.FileTrees;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Layers, kept in the cache under what they were made of. */
public final class Layers {

    private static final String NAME = "layers";
    private static final String TAR = "layer.tar";
    private static final String DIGEST = "digest";
    // Every build of the product makes a layer; those that nobody used for so long are deleted.
    private static final Duration KEPT = Duration.ofDays(3);

    private final CacheFolder cache;

    public Layers(CacheFolder cache) {
        this.cache = cache;
    }

    /** The layer that holds what {@code filling} puts into it. */
    public Layer of(Consumer<LayerContent> filling) {
        LayerContent content = new LayerContent();
        filling.accept(content);
        return kept(content.fingerprint(), content::writeTo);
    }

    /**
     * A layer whose content is expensive to make.
     *
     * @param key of what it is made from
     * @param filling is asked when there is no layer of that key yet; has an empty folder for its work
     */
    Layer made(String key, BiConsumer<Path, LayerContent> filling) {
        return kept(ContentKey.of("made").and(key).hex(), out -> {
            Path scratch = FileTrees.temporary("layer");
            try {
                LayerContent content = new LayerContent();
                filling.accept(scratch, content);
                content.writeTo(out);
            } finally {
                FileTrees.delete(scratch);
            }
        });
    }

    /** The layer that an existing tar is, such as a root file system. */
    public Layer ofTar(Path tar) {
        try {
            String key = ContentKey.of(tar.toAbsolutePath().toString())
                    .and(Files.size(tar) + " " + Files.getLastModifiedTime(tar))
                    .hex();
            Path entry = cache.entry(NAME, key, draft -> {
                Files.createDirectories(draft);
                try (InputStream in = new BufferedInputStream(Files.newInputStream(tar));
                        Digests.Counter counter = new Digests.Counter(OutputStream.nullOutputStream())) {
                    in.transferTo(counter);
                    Files.writeString(draft.resolve(DIGEST), counter.digest());
                }
            });
            return new Layer(Files.readString(entry.resolve(DIGEST)), Files.size(tar), tar);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + tar, e);
        }
    }

    private Layer kept(String fingerprint, Writer writer) {
        Path entry = cache.entry(NAME, fingerprint, draft -> {
            removeUnused(draft);
            Files.createDirectories(draft);
            try (Digests.Counter counter =
                    new Digests.Counter(new BufferedOutputStream(Files.newOutputStream(draft.resolve(TAR)), 1 << 16))) {
                writer.writeTo(counter);
                Files.writeString(draft.resolve(DIGEST), counter.digest());
            }
        });
        Path tar = entry.resolve(TAR);
        try {
            Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
            return new Layer(Files.readString(entry.resolve(DIGEST)), Files.size(tar), tar);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + entry, e);
        }
    }

    private void removeUnused(Path draft) throws IOException {
        Instant oldest = Instant.now().minus(KEPT);
        Path folder = cache.root().resolve(NAME);
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : entries.filter(path -> !path.equals(draft)).toList()) {
                if (Files.getLastModifiedTime(entry).toInstant().isBefore(oldest)) {
                    FileTrees.delete(entry);
                }
            }
        }
    }

    private interface Writer {
        void writeTo(OutputStream out) throws IOException;
    }
}
