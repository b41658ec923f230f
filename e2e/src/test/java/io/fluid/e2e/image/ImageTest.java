package io.fluid.e2e.image;

import io.fluid.e2e.tools.CacheFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class ImageTest {

    @TempDir
    private Path folder;

    @Test
    void equalFilesGiveEqualBytesWhateverTheirAgeAndPlace() throws Exception {
        Image first = image("one", 1_000);
        Image second = image("two", 2_000_000);
        assertThat(second.digest()).isEqualTo(first.digest());
        assertThat(bytes(second, Set.of())).isEqualTo(bytes(first, Set.of()));
    }

    @Test
    void changedFileChangesTheDigest() throws Exception {
        Image before = image("one", 1_000);
        Files.writeString(folder.resolve("one/lib/b.txt"), "changed");
        assertThat(image("one").digest()).isNotEqualTo(before.digest());
    }

    @Test
    void layersThatAreThereAreLeftOut() throws Exception {
        Image image = image("one", 1_000);
        byte[] whole = bytes(image, Set.of());
        byte[] thin = bytes(image, Set.of(image.layers().getFirst().digest()));
        assertThat(thin.length).isLessThan(whole.length);
    }

    @Test
    void namesGetTheirDomainAndTag() {
        assertThat(ImageReference.normalized("alluxio/alluxio:2.9.3")).endsWith("/alluxio/alluxio:2.9.3");
        assertThat(ImageReference.normalized("busybox")).endsWith("/library/busybox:latest");
        assertThat(ImageReference.normalized("localhost/a/b:1")).isEqualTo("localhost/a/b:1");
    }

    private Image image(String name, long modified) throws Exception {
        Path lib = Files.createDirectories(folder.resolve(name).resolve("lib"));
        for (String file : new String[] {"b.txt", "a.txt"}) {
            Files.setLastModifiedTime(Files.writeString(lib.resolve(file), file), FileTime.fromMillis(modified));
        }
        return image(name);
    }

    private Image image(String name) {
        return ImageBuilder.image(new Layers(new CacheFolder(folder.resolve("cache"))), "test/image:1")
                .addDirectory(folder.resolve(name), "/opt/app")
                .env("KEY", "value")
                .entrypoint("/opt/app/run")
                .build();
    }

    private static byte[] bytes(Image image, Set<String> present) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        image.writeTo(out, present);
        return out.toByteArray();
    }
}
