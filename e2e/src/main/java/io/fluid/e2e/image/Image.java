package io.fluid.e2e.image;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A complete image in the OCI format.
 *
 * @param name as pods write it
 * @param configuration the OCI image configuration, serialized
 * @param layers from the base upwards
 */
public record Image(String name, String configuration, List<Layer> layers) {

    private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final String INDEX_TYPE = "application/vnd.oci.image.index.v1+json";
    private static final String CONFIGURATION_TYPE = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar";

    public Image {
        layers = List.copyOf(layers);
    }

    /** The name with domain and tag, under which a container runtime stores it. */
    public String fullName() {
        return ImageReference.normalized(name);
    }

    /** The same image under another name. */
    public Image named(String other) {
        return new Image(other, configuration, layers);
    }

    /** The digest of the manifest: equal for equal content, whatever the name. */
    public String digest() {
        return Digests.of(manifest());
    }

    public long size() {
        return layers.stream().mapToLong(Layer::size).sum();
    }

    /** The image as an OCI archive. */
    public void writeTo(Path archive) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(archive), 1 << 16)) {
            writeTo(out, Set.of());
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + archive, e);
        }
    }

    /**
     * Writes the image as an OCI archive.
     *
     * @param present digests of blobs that the reader has already, which are left out
     */
    public void writeTo(OutputStream out, Set<String> present) throws IOException {
        byte[] manifest = manifest();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            add(tar, "oci-layout", json(Map.of("imageLayoutVersion", "1.0.0")));
            add(tar, "index.json", index(manifest));
            add(tar, blob(Digests.of(manifest)), manifest);
            add(tar, blob(Digests.of(configurationBytes())), configurationBytes());
            Set<String> written = new HashSet<>(present);
            for (Layer layer : layers) {
                if (written.add(layer.digest())) {
                    tar.putArchiveEntry(header(blob(layer.digest()), layer.size()));
                    Files.copy(layer.tar(), tar);
                    tar.closeArchiveEntry();
                }
            }
        }
    }

    private byte[] manifest() {
        return json(Json.object(
                "schemaVersion",
                2,
                "mediaType",
                MANIFEST_TYPE,
                "config",
                descriptor(CONFIGURATION_TYPE, Digests.of(configurationBytes()), configurationBytes().length),
                "layers",
                layers.stream()
                        .map(layer -> descriptor(LAYER_TYPE, layer.digest(), layer.size()))
                        .toList()));
    }

    private byte[] index(byte[] manifest) {
        Map<String, Object> descriptor = descriptor(MANIFEST_TYPE, Digests.of(manifest), manifest.length);
        descriptor.put(
                "annotations",
                Json.object("io.containerd.image.name", fullName(), "org.opencontainers.image.ref.name", fullName()));
        return json(Json.object("schemaVersion", 2, "mediaType", INDEX_TYPE, "manifests", List.of(descriptor)));
    }

    private byte[] configurationBytes() {
        return configuration.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> descriptor(String type, String digest, long size) {
        return Json.object("mediaType", type, "digest", digest, "size", size);
    }

    private static String blob(String digest) {
        return "blobs/" + digest.replace(':', '/');
    }

    private static byte[] json(Object value) {
        return Json.bytes(value);
    }

    private static void add(TarArchiveOutputStream tar, String name, byte[] bytes) throws IOException {
        tar.putArchiveEntry(header(name, bytes.length));
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    private static TarArchiveEntry header(String name, long size) {
        TarArchiveEntry header = new TarArchiveEntry(name);
        header.setModTime(0L);
        header.setSize(size);
        return header;
    }
}
