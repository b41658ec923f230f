package io.fluid.core.application;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fluid.core.kube.FakeCluster;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ApplicationReconcilerTest {

    private final FakeCluster cluster = new FakeCluster();

    @Test
    void pod_whose_work_has_ended_is_marked_once() {
        cluster.put(pod("Never", 3, "work", "fluid-fuse-0", "fluid-mount-guard"));

        reconcile();
        reconcile();

        assertThat(cluster.journal())
                .containsExactly("metadata Pod default/job annotations={\"fluid.io/app-finished\":\"true\"}");
    }

    @Test
    void work_that_will_be_restarted_has_not_ended() {
        cluster.put(pod("OnFailure", 1, "work", "fluid-fuse-0"));
        reconcile();
        cluster.put(pod("Always", 0, "work", "fluid-fuse-0"));
        reconcile();

        assertThat(cluster.journal()).isEmpty();
    }

    @Test
    void pod_without_a_fuse_among_its_containers_needs_no_help() {
        cluster.put(pod("Never", 0, "work"));
        reconcile();

        assertThat(cluster.journal()).isEmpty();
    }

    @Test
    void pod_that_declines_by_its_label_is_left_alone() {
        cluster.put(new PodBuilder(pod("Never", 0, "work", "fluid-fuse-0"))
                .editMetadata()
                .addToLabels("no-help", "")
                .endMetadata()
                .build());
        reconcile();

        assertThat(cluster.journal()).isEmpty();
    }

    @Test
    void a_container_of_somebody_else_is_work_whatever_its_name() {
        cluster.put(pod("Never", 0, "work", "fluid-dynamics", "fluid-fuse-0", "fluid-mount-guard"));
        reconcile();

        assertThat(cluster.journal()).isEmpty();
    }

    private void reconcile() {
        new ApplicationReconciler(cluster, "no-help").reconcile("default", "job");
    }

    private static Pod pod(String restart, int exitCode, String... containers) {
        PodBuilder pod = new PodBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("job")
                .addToLabels("dataset-name.sidecar.fluid.io/fluid-fuse-0", "model")
                .endMetadata()
                .withNewSpec()
                .withRestartPolicy(restart)
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .addNewContainerStatus()
                .withName("work")
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus();
        for (String container : containers) {
            pod.editSpec().addNewContainer().withName(container).endContainer().endSpec();
        }
        return pod.build();
    }
}
