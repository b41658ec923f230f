package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatusBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.kube.FakeCluster;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.ClusterFacts;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class NodeCleaningTest {

    private static final String FOLDER = "/mnt/$(id)/team/model";

    private final FakeCluster cluster = new FakeCluster();
    private final NodeCleaning cleaning =
            new NodeCleaning(cluster, new FakeEngine().loaded().descriptor());
    private final StatefulSet worker = new StatefulSetBuilder()
            .withNewSpec()
            .withNewTemplate()
            .withNewSpec()
            .addNewContainer()
            .withImage("cache:1")
            .endContainer()
            .addNewToleration()
            .withKey("gpu")
            .endToleration()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();

    @Test
    void is_over_when_every_node_with_a_worker_has_done_it() {
        assertThat(isOver(List.of(FOLDER))).isFalse();
        PodSpec pod = cleaner().getSpec().getTemplate().getSpec();
        assertThat(pod.getNodeSelector()).containsValue("true").hasSize(1);
        assertThat(pod.getTolerations())
                .singleElement()
                .satisfies(one -> assertThat(one.getKey()).isEqualTo("gpu"));
        assertThat(pod.getVolumes().get(0).getHostPath().getPath()).isEqualTo(FOLDER);
        Container clean = pod.getInitContainers().get(0);
        assertThat(clean.getImage()).isEqualTo("cache:1");
        // What a user wrote is no part of a command.
        assertThat(clean.getCommand()).noneMatch(word -> word.contains("mnt"));
        assertThat(clean.getArgs())
                .containsExactly(clean.getVolumeMounts().get(0).getMountPath());

        report(2, 1);
        assertThat(isOver(List.of(FOLDER))).isFalse();
        report(2, 2);
        assertThat(isOver(List.of(FOLDER))).isTrue();
    }

    @Test
    void is_over_when_nothing_outlives_the_pods_or_nobody_can_tell_what_does() {
        assertThat(isOver(List.of())).isTrue();
        assertThat(cleaning.isOver(
                        request(),
                        request -> {
                            throw new IllegalArgumentException("an unreadable spec");
                        },
                        worker))
                .isTrue();
        assertThat(cluster.list(DaemonSet.class, "team", Map.of())).isEmpty();
    }

    private boolean isOver(List<String> folders) {
        return cleaning.isOver(request(), request -> folders, worker);
    }

    private static CacheRequest request() {
        Dataset dataset = new Dataset();
        dataset.getMetadata().setNamespace("team");
        dataset.getMetadata().setName("model");
        dataset.getMetadata().setUid("u");
        return new CacheRequest(
                dataset, FakeEngine.runtime("team", "model", Map.of()), ClusterFacts.defaults(), Map.of());
    }

    private DaemonSet cleaner() {
        return cluster.get(DaemonSet.class, "team", "model-cleaner").orElseThrow();
    }

    private void report(int wanted, int ready) {
        cluster.edit(DaemonSet.class, "team", "model-cleaner", set -> {
            set.setStatus(new DaemonSetStatusBuilder()
                    .withObservedGeneration(set.getMetadata().getGeneration())
                    .withDesiredNumberScheduled(wanted)
                    .withNumberReady(ready)
                    .build());
            return set;
        });
    }
}
