package io.fluid.api.crd;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fluid.api.v1alpha1.FluidResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Holds the chart's CRDs and the model together. {@code -Dcrds.update=true} writes the files anew. */
class CrdFilesTest {

    private static final Path CRDS = Path.of("..", "charts", "fluid", "crds");

    private final CrdGenerator generator = new CrdGenerator(new Descriptions(Path.of("src", "main", "java")));
    private final KubernetesSerialization serialization = new KubernetesSerialization();

    static Stream<Class<? extends FluidResource<?, ?>>> kinds() {
        return Kinds.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void crdOfTheChartIsTheOneOfTheModel(Class<? extends FluidResource<?, ?>> kind) throws IOException {
        Path file = CRDS.resolve(CrdGenerator.fileName(kind));
        String expected = "# Made from the resource model: mvn -pl fluid-api test -Dcrds.update=true\n"
                + serialization.asYaml(generator.crd(kind));
        if (Boolean.getBoolean("crds.update")) {
            Files.createDirectories(CRDS);
            Files.writeString(file, expected);
        }
        assertThat(file)
                .as("regenerate with -Dcrds.update=true")
                .exists()
                .content()
                .isEqualTo(expected);
    }

    @Test
    void chartHasNoOtherCrds() throws IOException {
        try (Stream<Path> files = Files.list(CRDS)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Kinds.ALL.stream().map(CrdGenerator::fileName).toList());
        }
    }
}
