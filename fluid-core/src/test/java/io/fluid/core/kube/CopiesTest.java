package io.fluid.core.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class CopiesTest {

    static Stream<HasMetadata> objects() {
        Dataset withoutBuilder = new Dataset();
        withoutBuilder.setSpec(DatasetSpecBuilder.builder()
                .accessModes(List.of("ReadOnlyMany"))
                .build());
        return Stream.of(
                new ServiceBuilder()
                        .withNewSpec()
                        .withClusterIP("None")
                        .addNewPort()
                        .withPort(1)
                        .endPort()
                        .endSpec()
                        .build(),
                ResourceKind.generic("a.io", "v1", "Thing", "things").named(new ObjectKey("team", "model")),
                withoutBuilder);
    }

    @ParameterizedTest
    @MethodSource("objects")
    void a_copy_is_equal_and_changes_alone(HasMetadata object) {
        object.setMetadata(
                new ObjectMetaBuilder().withName("model").addToLabels("a", "b").build());
        HasMetadata copy = Copies.of(object);
        assertThat(JsonTree.of(copy)).isEqualTo(JsonTree.of(object));
        copy.getMetadata().setLabels(Map.of());
        copy.getMetadata().setName("other");
        assertThat(object.getMetadata().getLabels()).containsEntry("a", "b");
        assertThat(object.getMetadata().getName()).isEqualTo("model");
    }
}
