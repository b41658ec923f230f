package io.fluid.e2e.scenario;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.api.v1alpha1.AlluxioRuntime;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.MountBuilder;
import io.fluid.e2e.cluster.LocalCluster;
import io.fluid.e2e.cluster.LocalClusterExtension;
import io.fluid.e2e.install.FluidInstallation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A dataset of one namespace, read by pods of another by way of Datasets that refer to it. */
@Tag("cluster")
@ExtendWith(LocalClusterExtension.class)
class ReferenceScenariosIT {

    private static KubernetesClient client;
    private Scenario lab;
    private Scenario apps;

    @BeforeAll
    static void installFluid(LocalCluster shared) {
        client = shared.client();
        FluidInstallation.install(shared);
    }

    @BeforeEach
    void openNamespaces() {
        lab = new Scenario(client, "lab");
        apps = new Scenario(client, "apps");
        S3Store.start(client, lab.namespace());
    }

    @AfterEach
    void closeNamespaces() {
        apps.close();
        lab.close();
    }

    @Test
    void podsOfAnotherNamespaceReadADatasetAndHoldItsDeletionUp() {
        refer("view", "");
        apps.await("view", "says what it waits for", Scenario.condition("NotReady", "True", "does not exist"), 60);
        lab.dataset("model");
        lab.alluxio("model", 1);
        lab.awaitBound("model");
        refer("part", "/letters");
        Dataset view = apps.awaitBound("view");
        apps.awaitBound("part");
        assertThat(view.getStatus().runtimes().get(0).namespace()).isEqualTo(lab.namespace());

        apps.create(apps.reader(
                "reader",
                "cat /data/view/greeting.txt && wc -c < /data/view/weights.bin && cat /data/part/greeting.txt"
                        + " && ! touch /data/view/new",
                "view",
                "part"));
        assertThat(apps.awaitSuccess("reader", 240))
                .contains("hello from the store")
                .contains("8388608")
                .contains("hello from a folder");

        delete(lab, "model");
        lab.await(
                "model",
                "names who refers to it",
                Scenario.condition("DeletionBlocked", "True", apps.namespace() + "/view"),
                60);
        for (String name : List.of("view", "part")) {
            delete(apps, name);
            apps.awaitGone(
                    client.resources(Dataset.class)
                            .inNamespace(apps.namespace())
                            .withName(name),
                    120);
            apps.awaitGone(client.persistentVolumes().withName(apps.namespace() + "-" + name), 60);
        }
        assertThat(client.configMaps().inNamespace(apps.namespace()).list().getItems())
                .extracting(config -> config.getMetadata().getName())
                .noneMatch(name -> name.contains("model-config"));
        lab.awaitGone(
                client.resources(Dataset.class).inNamespace(lab.namespace()).withName("model"), 120);
        lab.awaitGone(
                client.resources(AlluxioRuntime.class)
                        .inNamespace(lab.namespace())
                        .withName("model"),
                180);
    }

    private void refer(String name, String folder) {
        Dataset dataset = new Dataset();
        dataset.getMetadata().setName(name);
        dataset.setSpec(DatasetSpecBuilder.builder()
                .mounts(List.of(MountBuilder.builder()
                        .mountPoint("dataset://" + lab.namespace() + "/model" + folder)
                        .build()))
                .build());
        apps.create(dataset);
    }

    private static void delete(Scenario scenario, String dataset) {
        client.resources(Dataset.class)
                .inNamespace(scenario.namespace())
                .withName(dataset)
                .delete();
    }
}
