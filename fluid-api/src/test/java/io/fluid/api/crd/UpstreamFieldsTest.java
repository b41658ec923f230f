package io.fluid.api.crd;

import io.fluid.api.v1alpha1.FluidResource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares the model with the fields, types and constraints of the schemas that CNCF Fluid ships. */
class UpstreamFieldsTest {

    /** What this project adds. */
    private static final List<String> OURS = List.of(" status.observedGeneration ");

    static Stream<Class<? extends FluidResource<?, ?>>> kinds() {
        return Kinds.ALL.stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void modelHasExactlyTheFieldsOfUpstream(Class<? extends FluidResource<?, ?>> kind) throws IOException {
        assertThat(FieldList.of(kind))
                .filteredOn(field -> OURS.stream().noneMatch(field::contains))
                .containsExactlyInAnyOrderElementsOf(upstream(kind.getSimpleName()));
    }

    private static List<String> upstream(String kind) throws IOException {
        try (InputStream fields = UpstreamFieldsTest.class.getResourceAsStream("/upstream-fields.txt")) {
            assertThat(fields).as("upstream-fields.txt").isNotNull();
            return new String(fields.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(kind + " "))
                    .toList();
        }
    }
}
