package io.fluid.e2e.cluster;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fluid.e2e.tools.CacheFolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

@Tag("cluster")
class ApiServerOnlyIT {

    @Test
    void storesObjectsAndLeavesNothingBehind() {
        ApiServerOnly server = ApiServerOnly.start(CacheFolder.ofUser());
        Path kubeconfig = server.kubeconfig();
        try (server) {
            ConfigMap stored = server.client()
                    .resource(new ConfigMapBuilder()
                            .withNewMetadata()
                            .withName("kept")
                            .withNamespace("default")
                            .endMetadata()
                            .addToData("key", "value")
                            .build())
                    .create();
            assertThat(stored.getMetadata().getUid()).isNotBlank();
        }
        assertThat(kubeconfig).doesNotExist();
    }
}
