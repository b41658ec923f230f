package io.fluid.e2e.embedding;

import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.api.v1alpha1.AlluxioRuntime;
import io.fluid.api.v1alpha1.AlluxioRuntimeSpecBuilder;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.MountBuilder;
import io.fluid.e2e.cluster.ApiServerOnly;
import io.fluid.e2e.thirdparty.ScratchBuild;
import io.fluid.e2e.tools.CacheFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The controllers in this process, against a real API server. */
@Tag("cluster")
class EmbeddedControllersIT {

    private static final String NAMESPACE = "default";

    @Test
    void aRuntimeIsServedAndTakenAwayByThisProcess() {
        try (ApiServerOnly server = ApiServerOnly.start(CacheFolder.ofUser())) {
            installCrds(server.client());
            ControllersExample.run(server.client().getConfiguration(), EmbeddedControllersIT::liveAndDie);
        }
    }

    private static void liveAndDie(KubernetesClient client) {
        Dataset dataset = new Dataset();
        dataset.getMetadata().setName("model");
        dataset.setSpec(DatasetSpecBuilder.builder()
                .mounts(List.of(MountBuilder.builder()
                        .mountPoint("https://example.com/models/")
                        .name("model")
                        .path("/")
                        .build()))
                .build());
        AlluxioRuntime runtime = new AlluxioRuntime();
        runtime.getMetadata().setName("model");
        runtime.setSpec(AlluxioRuntimeSpecBuilder.builder().replicas(2).build());
        client.resource(dataset).inNamespace(NAMESPACE).create();
        client.resource(runtime).inNamespace(NAMESPACE).create();

        StatefulSet workers = client.apps()
                .statefulSets()
                .inNamespace(NAMESPACE)
                .withName("model-worker")
                .waitUntilCondition(set -> set != null, 30, TimeUnit.SECONDS);
        assertThat(workers.getSpec().getReplicas()).isEqualTo(2);

        client.resource(dataset).inNamespace(NAMESPACE).delete();
        client.resource(runtime).inNamespace(NAMESPACE).delete();
        client.resources(AlluxioRuntime.class)
                .inNamespace(NAMESPACE)
                .withName("model")
                .waitUntilCondition(gone -> gone == null, 60, TimeUnit.SECONDS);
        client.resources(Dataset.class)
                .inNamespace(NAMESPACE)
                .withName("model")
                .waitUntilCondition(gone -> gone == null, 30, TimeUnit.SECONDS);
    }

    private static void installCrds(KubernetesClient client) {
        try (Stream<Path> files = Files.list(ScratchBuild.home().resolve("charts/fluid/crds"))) {
            for (Path file : files.sorted().toList()) {
                client.load(Files.newInputStream(file)).serverSideApply();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .list()
                .getItems()
                .forEach(crd -> client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName(crd.getMetadata().getName())
                        .waitUntilCondition(
                                seen -> seen.getStatus() != null
                                        && seen.getStatus().getConditions().stream()
                                                .anyMatch(condition -> condition
                                                                .getType()
                                                                .equals("Established")
                                                        && condition.getStatus().equals("True")),
                                30,
                                TimeUnit.SECONDS));
    }
}
