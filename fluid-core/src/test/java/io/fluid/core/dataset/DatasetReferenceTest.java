package io.fluid.core.dataset;

import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.DatasetStatusBuilder;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.api.v1alpha1.MountBuilder;
import io.fluid.core.spi.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class DatasetReferenceTest {

    @ParameterizedTest
    @CsvSource({
        "dataset://lab/model, ''",
        "dataset://lab/model/, ''",
        "dataset://lab/model/a, a",
        "dataset://lab/model/a/b c/, a/b c",
        "dataset://lab/model/$(x), $(x)",
    })
    void a_mount_point_names_a_dataset_and_a_folder_of_it(String mountPoint, String folder) {
        Dataset dataset = dataset(mountPoint);

        assertThat(DatasetReference.of(dataset)).contains(new DatasetReference("lab", "model", folder));
        assertThat(DatasetValidator.validate(dataset)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dataset://",
                "dataset://lab",
                "dataset://lab/",
                "dataset://Lab/model",
                "dataset://lab/model/..",
                "dataset://lab/model/a/../b",
                "dataset://lab/model/a//b",
                "dataset://lab/model//",
                "dataset://lab/model/./a",
                "dataset://lab/model/a\nb",
                "dataset://lab/model?x",
            })
    void what_names_no_dataset_is_refused(String mountPoint) {
        assertThat(DatasetValidator.validate(dataset(mountPoint)))
                .extracting(Problem::field)
                .first()
                .isEqualTo("Dataset.spec.mounts[0].mountPoint");
        assertThat(DatasetReference.of(dataset(mountPoint))).isEmpty();
    }

    @Test
    void beside_a_reference_there_is_no_other_mount() {
        assertThat(messages(dataset("dataset://lab/model", "s3://bucket")))
                .containsExactly("Dataset.spec.mounts[0].mountPoint: \"dataset://lab/model\" is not accepted; expected"
                        + " storages only; a Dataset that mounts another one has no mount beside that");
        assertThat(messages(dataset("dataset://lab/model", "dataset://lab/other")))
                .hasSize(2);
        assertThat(DatasetReference.of(dataset("dataset://lab/model", "s3://bucket")))
                .isEmpty();
    }

    @Test
    void a_dataset_does_not_refer_to_itself() {
        assertThat(messages(dataset("dataset://apps/view/folder")))
                .containsExactly("Dataset.spec.mounts[0].mountPoint: \"dataset://apps/view/folder\" is not accepted;"
                        + " expected another Dataset than this one itself");
    }

    @Test
    void what_the_volume_is_bound_to_cannot_be_changed() {
        Dataset moved = bound(dataset("dataset://lab/other"), "dataset://lab/model");
        assertThat(DatasetReference.of(moved).orElseThrow().name()).isEqualTo("model");
        assertThat(messages(moved))
                .containsExactly("Dataset.spec.mounts[0].mountPoint: \"dataset://lab/other\" is not accepted; expected"
                        + " \"dataset://lab/model\", to which the volume is bound; to change it, delete the Dataset and"
                        + " create it anew");
        assertThat(messages(bound(dataset("s3://bucket"), "dataset://lab/model")))
                .hasSize(1);
        Dataset served = bound(dataset("dataset://lab/model"), "s3://bucket");
        assertThat(messages(served)).hasSize(1);
        assertThat(DatasetReference.of(served)).isEmpty();
        assertThat(messages(bound(dataset("s3://other"), "s3://bucket"))).isEmpty();
    }

    @Test
    void a_runtime_does_not_serve_a_reference() {
        assertThat(DatasetValidator.validateServed(dataset("s3://bucket"))).isEmpty();
        assertThat(DatasetValidator.validateServed(dataset("dataset://lab/model")))
                .extracting(Problem::field)
                .containsExactly("Dataset.spec.mounts[0].mountPoint");
    }

    private static List<String> messages(Dataset dataset) {
        return DatasetValidator.validate(dataset).stream().map(Problem::message).toList();
    }

    private static Dataset bound(Dataset dataset, String mountPoint) {
        dataset.setStatus(DatasetStatusBuilder.builder()
                .mounts(List.of(mount(mountPoint)))
                .build());
        return dataset;
    }

    private static Dataset dataset(String... mountPoints) {
        Dataset dataset = new Dataset();
        dataset.getMetadata().setNamespace("apps");
        dataset.getMetadata().setName("view");
        dataset.setSpec(DatasetSpecBuilder.builder()
                .mounts(Stream.of(mountPoints).map(DatasetReferenceTest::mount).toList())
                .build());
        return dataset;
    }

    private static Mount mount(String mountPoint) {
        return MountBuilder.builder()
                .mountPoint(mountPoint)
                .path("/" + mountPoint.hashCode())
                .build();
    }
}
