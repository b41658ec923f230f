package io.fluid.core.operation;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.DatasetStatus;
import io.fluid.api.v1alpha1.DatasetStatusBuilder;
import io.fluid.api.v1alpha1.Runtime;
import io.fluid.api.v1alpha1.RuntimeBuilder;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.FakeCluster;
import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OperationMarkerTest {

    private static final Runtime RUNTIME = RuntimeBuilder.builder()
            .name("model")
            .namespace("team")
            .type("fake")
            .build();

    private final FakeCluster cluster = new FakeCluster();
    private final OperationMarker migrations = new OperationMarker(cluster, "DataMigrate");

    private Dataset dataset(String phase, List<Runtime> runtimes, Map<String, String> marks) {
        Dataset dataset = new Dataset();
        dataset.getMetadata().setNamespace("team");
        dataset.getMetadata().setName("model");
        dataset.setSpec(DatasetSpecBuilder.builder().build());
        dataset.setStatus(DatasetStatusBuilder.builder()
                .phase(phase)
                .runtimes(runtimes)
                .operationRef(marks)
                .build());
        cluster.put(dataset);
        return cluster.get(Dataset.class, "team", "model").orElseThrow();
    }

    private DatasetStatus status() {
        return cluster.get(Dataset.class, "team", "model").orElseThrow().getStatus();
    }

    @Test
    void operations_that_begin_together_are_both_named_and_the_phase_lasts_until_the_last_one_ends() {
        Dataset seen = dataset("Bound", List.of(RUNTIME), Map.of());
        migrations.add(seen, "one", false);
        migrations.add(seen, "two", false);
        assertThat(status().operationRef()).containsEntry("DataMigrate", "one,two");
        migrations.remove("team", "one", false);
        assertThat(status().operationRef()).containsEntry("DataMigrate", "two");
        assertThat(status().phase()).isEqualTo("DataMigrating");
        migrations.remove("team", "two", false);
        assertThat(status().operationRef()).isEmpty();
        assertThat(status().phase()).isEqualTo("Bound");
    }

    @Test
    void a_mark_that_another_wrote_between_reading_and_writing_is_a_conflict_and_not_lost() {
        Dataset seen = dataset("Bound", List.of(RUNTIME), Map.of());
        dataset("DataMigrating", List.of(RUNTIME), Map.of("DataMigrate", "one"));
        OperationMarker behind = new OperationMarker(readsAs(seen), "DataMigrate");
        assertThatThrownBy(() -> behind.add(seen, "two", false))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("conflict");
        assertThat(status().operationRef()).containsEntry("DataMigrate", "one");
    }

    @Test
    void the_phase_is_left_to_the_runtime_where_there_is_none_or_it_has_failed() {
        dataset("NotBound", List.of(), Map.of("DataMigrate", "one"));
        migrations.remove("team", "one", false);
        assertThat(status().phase()).isEqualTo("NotBound");
        Dataset failed = dataset("Failed", List.of(RUNTIME), Map.of());
        migrations.add(failed, "one", false);
        assertThat(status().phase()).isEqualTo("Failed");
        migrations.remove("team", "one", false);
        assertThat(status().phase()).isEqualTo("Failed");
    }

    @Test
    void the_end_of_a_migration_takes_away_what_was_counted_before_it() {
        DatasetStatus counted = DatasetStatusBuilder.builder(
                        dataset("Bound", List.of(RUNTIME), Map.of()).getStatus())
                .ufsTotal("2.00GiB")
                .fileNum("7")
                .build();
        cluster.edit(Dataset.class, "team", "model", dataset -> {
            dataset.setStatus(counted);
            return dataset;
        });
        Dataset seen = cluster.get(Dataset.class, "team", "model").orElseThrow();
        migrations.add(seen, "out", false);
        migrations.add(seen, "in", false);
        migrations.remove("team", "out", false);
        assertThat(status().ufsTotal()).isEqualTo("2.00GiB");
        migrations.remove("team", "in", true);
        assertThat(status().ufsTotal()).isNull();
        assertThat(status().fileNum()).isNull();
        migrations.remove("team", "in", true);
        assertThat(cluster.takeJournal()).hasSize(4);
    }

    @Test
    void an_operation_that_was_edited_marks_its_new_dataset_alone() {
        Dataset before = dataset("Bound", List.of(RUNTIME), Map.of());
        Dataset other = new Dataset();
        other.getMetadata().setNamespace("team");
        other.getMetadata().setName("other");
        other.setSpec(DatasetSpecBuilder.builder().build());
        cluster.put(other);
        migrations.add(before, "one", true);
        migrations.add(other, "one", true);
        assertThat(status().operationRef()).isEmpty();
        assertThat(status().phase()).isEqualTo("Bound");
        assertThat(cluster.get(Dataset.class, "team", "other")
                        .orElseThrow()
                        .getStatus()
                        .operationRef())
                .containsEntry("DataMigrate", "one");
    }

    /** The cluster with a watch that lags behind. */
    private Cluster readsAs(Dataset seen) {
        return (Cluster) Proxy.newProxyInstance(
                Cluster.class.getClassLoader(), new Class<?>[] {Cluster.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("get")) {
                        return Optional.of(seen);
                    }
                    try {
                        return method.invoke(cluster, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
