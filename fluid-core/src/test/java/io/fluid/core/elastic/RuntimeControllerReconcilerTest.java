package io.fluid.core.elastic;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fluid.api.Annotations;
import io.fluid.core.kube.FakeCluster;
import io.fluid.core.kube.ReconcileResult;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class RuntimeControllerReconcilerTest {

    private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");

    private final FakeCluster cluster = new FakeCluster();
    private final List<String> followed = new ArrayList<>();

    @Test
    void first_runtime_starts_as_many_replicas_as_the_annotation_says() {
        cluster.put(deployment(0)).put(runtime());

        assertThat(reconcile(START)).isEqualTo(ReconcileResult.done());

        assertThat(cluster.journal()).containsExactly("scale Deployment fluid-system/demoruntime-controller 2");
        assertThat(followed).containsExactly("DemoRuntime fluid-system/demoruntime-controller");
    }

    @Test
    void controller_that_is_needed_and_runs_is_left_alone() {
        cluster.put(deployment(1)).put(runtime());

        reconcile(START);

        assertThat(cluster.journal()).isEmpty();
    }

    @Test
    void last_runtime_gone_stops_the_controller_after_the_grace_period_even_across_a_restart() {
        cluster.put(deployment(2));

        assertThat(reconcile(START)).isEqualTo(ReconcileResult.after(Duration.ofSeconds(30)));
        assertThat(reconcile(START.plusSeconds(20))).isEqualTo(ReconcileResult.after(Duration.ofSeconds(10)));
        assertThat(reconcile(START.plusSeconds(30))).isEqualTo(ReconcileResult.done());

        assertThat(cluster.journal())
                .containsExactly(
                        "metadata Deployment fluid-system/demoruntime-controller annotations={\"runtime.fluid.io/idle-since\":\"2026-01-01T10:00:00Z\"}",
                        "scale Deployment fluid-system/demoruntime-controller 0",
                        "metadata Deployment fluid-system/demoruntime-controller annotations={\"runtime.fluid.io/idle-since\":null}");
    }

    @Test
    void runtime_that_comes_back_within_the_grace_period_keeps_the_controller() {
        cluster.put(deployment(1));
        reconcile(START);
        cluster.put(runtime());
        cluster.takeJournal();

        reconcile(START.plusSeconds(60));

        assertThat(cluster.journal())
                .containsExactly(
                        "metadata Deployment fluid-system/demoruntime-controller annotations={\"runtime.fluid.io/idle-since\":null}");
    }

    @Test
    void static_controller_is_never_touched() {
        Deployment deployment = deployment(1);
        deployment.getMetadata().getAnnotations().put(Annotations.ON_DEMAND, "false");
        cluster.put(deployment);

        reconcile(START);
        reconcile(START.plusSeconds(60));

        assertThat(cluster.journal()).isEmpty();
        assertThat(followed).isNotEmpty();
    }

    @Test
    void other_deployments_of_the_namespace_are_ignored() {
        Deployment deployment = deployment(1);
        deployment.getMetadata().getLabels().clear();
        cluster.put(deployment);

        reconcile(START);

        assertThat(cluster.journal()).isEmpty();
    }

    private ReconcileResult reconcile(Instant now) {
        return new RuntimeControllerReconciler(
                        cluster,
                        (kind, namespace, name) -> followed.add(kind.kind().kind() + " " + namespace + "/" + name),
                        Duration.ofSeconds(30),
                        Clock.fixed(now, ZoneOffset.UTC))
                .reconcile("fluid-system", "demoruntime-controller");
    }

    private static Deployment deployment(int replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("fluid-system")
                .withName("demoruntime-controller")
                .addToLabels("fluid.io/runtime-controller", "demo")
                .addToAnnotations("runtime.fluid.io/kind", "DemoRuntime")
                .addToAnnotations("runtime.fluid.io/api-version", "data.fluid.io/v1alpha1")
                .addToAnnotations("runtime.fluid.io/plural", "demoruntimes")
                .addToAnnotations("controller.runtime.fluid.io/replicas", "2")
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .endSpec()
                .build();
    }

    private static GenericKubernetesResource runtime() {
        GenericKubernetesResource runtime = new GenericKubernetesResource();
        runtime.setApiVersion("data.fluid.io/v1alpha1");
        runtime.setKind("DemoRuntime");
        runtime.setMetadata(new ObjectMetaBuilder()
                .withNamespace("default")
                .withName("demo")
                .build());
        return runtime;
    }
}
