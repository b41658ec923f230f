package io.fluid.e2e.scenario;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.api.v1alpha1.AlluxioRuntime;
import io.fluid.api.v1alpha1.AlluxioRuntimeSpecBuilder;
import io.fluid.api.v1alpha1.Dataset;
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

/** What a cache needs and is not there is named in a condition of the Dataset. */
@Tag("cluster")
@ExtendWith(LocalClusterExtension.class)
class MissingInputIT {

    private static KubernetesClient client;
    private Scenario scenario;

    @BeforeAll
    static void installFluid(LocalCluster cluster) {
        client = cluster.client();
        FluidInstallation.install(cluster);
    }

    @BeforeEach
    void openNamespace() {
        scenario = new Scenario(client, "missing");
    }

    @AfterEach
    void closeNamespace() {
        scenario.close();
    }

    @Test
    void aMissingSecretIsNamedWithTheKeyThatIsWanted() {
        scenario.dataset("model", "nowhere");
        scenario.alluxio("model", 1);

        scenario.await(
                "model",
                "names Secret and key",
                Scenario.condition("NotReady", "True", "there is no Secret nowhere with a key access-key"),
                180);
    }

    @Test
    void aMissingKeyIsNamed() {
        S3Store.addWrongCredentials(client, scenario.namespace(), "partly");
        client.secrets().inNamespace(scenario.namespace()).withName("partly").edit(secret -> {
            secret.getData().remove("secret-key");
            return secret;
        });
        scenario.dataset("model", "partly");
        scenario.alluxio("model", 1);

        scenario.await(
                "model",
                "names the key",
                Scenario.condition("NotReady", "True", "there is no Secret partly with a key secret-key"),
                180);
    }

    /** The kubelet says of such a pod no more than that it is being created. */
    @Test
    void aMissingConfigMapOfAVolumeIsNamed() {
        Dataset dataset = scenario.withSpec("model", scenario.mount("model", "s3://bucket", S3Store.SECRET));
        AlluxioRuntime runtime = new AlluxioRuntime();
        runtime.getMetadata().setName("model");
        runtime.setSpec(AlluxioRuntimeSpecBuilder.builder()
                .replicas(1)
                .hadoopConfig("absent-configuration")
                .build());
        scenario.create(dataset);
        scenario.create(runtime);

        scenario.await(
                "model",
                "names the ConfigMap",
                Scenario.condition("NotReady", "True", "ConfigMap absent-configuration"),
                240);
    }

    @Test
    void aMissingFolderOfTheNodeIsNamed() {
        scenario.create(scenario.withSpec(
                "model",
                MountBuilder.builder()
                        .name("model")
                        .mountPoint("local:///absent/folder")
                        .build()));
        scenario.alluxio("model", 1);

        scenario.await(
                "model", "names the folder", Scenario.condition("NotReady", "True", "/absent/folder on the node"), 240);
    }
}
