package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.MountBuilder;
import io.fluid.core.engine.EngineRegistry;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FluidManifestsTest {

    private final FluidManifests manifests =
            new FluidManifests(EngineRegistry.of(new FakeEngine().loaded()), RuntimeSettings.defaults());

    @Test
    void renders_what_would_be_applied_in_order_down_to_the_claim() {
        List<HasMetadata> objects =
                manifests.of(dataset("model"), FakeEngine.runtime("team", "model", Map.of("replicas", 3)));

        assertThat(objects)
                .extracting(
                        object -> object.getKind() + " " + object.getMetadata().getName())
                .containsExactly(
                        "ConfigMap model-config",
                        "StatefulSet model-master",
                        "StatefulSet model-worker",
                        "DaemonSet model-fuse",
                        "PersistentVolume team-model",
                        "PersistentVolumeClaim model");
        assertThat(objects)
                .filteredOn(StatefulSet.class::isInstance)
                .allSatisfy(set ->
                        assertThat(set.getMetadata().getLabels()).containsEntry("fluid.io/dataset-id", "team-model"));
        assertThat(((PersistentVolume) objects.get(4)).getSpec().getCsi().getVolumeAttributes())
                .containsEntry("fluid_path", "/runtime-mnt/fake/team/model/fake-fuse");
        assertThat(objects)
                .allSatisfy(object ->
                        assertThat(object.getMetadata().getOwnerReferences()).isEmpty());
    }

    @Test
    void tells_all_that_is_wrong() {
        assertThatThrownBy(() -> manifests.of(dataset("model"), FakeEngine.runtime("team", "model", Map.of("bad", 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("FakeRuntime.spec.bad: \"1\" is not accepted; expected nothing");
    }

    @Test
    void refuses_a_name_that_is_too_long_for_the_objects_made_of_it_and_tells_what_fits() {
        String longest = "n".repeat(45);
        String tooLong = "n".repeat(46);

        assertThat(manifests.of(dataset(longest), FakeEngine.runtime("team", longest, Map.of())))
                .isNotEmpty();
        assertThatThrownBy(() -> manifests.of(dataset(tooLong), FakeEngine.runtime("team", tooLong, Map.of())))
                .hasMessageContaining("FakeRuntime.metadata.name")
                .hasMessageContaining("at most 45 characters");
    }

    @Test
    void an_unknown_kind_is_refused_with_those_that_exist() {
        var stranger = FakeEngine.runtime("team", "model", Map.of());
        stranger.setKind("StrangeRuntime");

        assertThatThrownBy(() -> manifests.of(dataset("model"), stranger))
                .hasMessage("unknown engine \"StrangeRuntime\"; available: FakeRuntime (fake, from test)");
    }

    private static Dataset dataset(String name) {
        Dataset dataset = new Dataset();
        dataset.getMetadata().setNamespace("team");
        dataset.getMetadata().setName(name);
        dataset.setSpec(DatasetSpecBuilder.builder()
                .mounts(List.of(MountBuilder.builder()
                        .mountPoint("s3://bucket/x")
                        .name("x")
                        .build()))
                .build());
        return dataset;
    }
}
