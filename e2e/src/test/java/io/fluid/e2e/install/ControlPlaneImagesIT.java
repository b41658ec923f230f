package io.fluid.e2e.install;

import io.fabric8.kubernetes.client.Config;
import io.fluid.e2e.image.BaseLayers;
import io.fluid.e2e.image.FluidImages;
import io.fluid.e2e.image.Image;
import io.fluid.e2e.image.UnpackedImage;
import io.fluid.e2e.tools.CacheFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyStore;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ControlPlaneImagesIT {

    private final Rehearsal rehearsal = new Rehearsal();
    private List<Image> images = List.of();

    @BeforeAll
    void make() {
        FluidImages programs = new FluidImages(new BaseLayers(CacheFolder.ofUser()), rehearsal).withoutSystem();
        images = new ControlPlaneImages(programs).all();
    }

    @AfterAll
    void end() {
        rehearsal.close();
    }

    Stream<Image> images() {
        return images.stream();
    }

    @ParameterizedTest
    @MethodSource("images")
    void the_jvm_takes_the_cache_and_loads_our_classes_from_it(Image image) throws Exception {
        List<String> loaded = output(image, "-XX:AOTMode=on", "-Xlog:class+load").stream()
                .filter(line -> line.contains(" io.fluid."))
                .toList();
        assertThat(loaded).isNotEmpty().allSatisfy(line -> assertThat(line).contains("source: shared objects file"));
    }

    @ParameterizedTest
    @MethodSource("images")
    void a_jvm_with_other_flags_than_the_image_s_refuses_the_cache(Image image) throws Exception {
        assertThat(output(image, "-XX:AOTMode=on", "-XX:-UseCompactObjectHeaders", "-Xlog:class+load"))
                .anySatisfy(line -> assertThat(line).contains("AOT cache"))
                .noneSatisfy(line -> assertThat(line).contains(" io.fluid."));
    }

    /** Otherwise the JVM looks for them in vain with every class that it loads. */
    @ParameterizedTest
    @MethodSource("images")
    void the_jars_lie_where_the_cache_remembers_them(Image image) throws Exception {
        assertThat(output(image, "-XX:AOTMode=on", "-Xlog:exceptions"))
                .isNotEmpty()
                .noneSatisfy(line -> assertThat(line).contains("NoSuchFileException"));
    }

    @ParameterizedTest
    @MethodSource("images")
    void no_public_authority_vouches_for_the_api_server(Image image) throws Exception {
        try (UnpackedImage program = UnpackedImage.of(image)) {
            String option = "-D" + Config.KUBERNETES_TRUSTSTORE_FILE_PROPERTY + "=";
            String file = program.process(List.of(), List.of()).command().stream()
                    .filter(argument -> argument.startsWith(option))
                    .map(argument -> argument.substring(option.length()))
                    .findFirst()
                    .orElseThrow();
            // As fabric8 reads it, which then adds the cluster's authority.
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            try (InputStream in = Files.newInputStream(program.file(file))) {
                trusted.load(in, null);
            }
            assertThat(trusted.size()).isZero();
        }
    }

    /** What a start without a command writes: it loads the main class and those of the command line, and ends. */
    private static List<String> output(Image image, String... flags) throws IOException, InterruptedException {
        try (UnpackedImage program = UnpackedImage.of(image)) {
            Process process = program.process(List.of(flags), List.of())
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return text.lines().toList();
        }
    }
}
