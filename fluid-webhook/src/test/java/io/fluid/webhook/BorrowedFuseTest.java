package io.fluid.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BorrowedFuseTest {

    private static final String FUSE = """
            containers:
            - name: fuse
              envFrom: [{configMapRef: {name: settings}}, {secretRef: {name: secret}}]
              env: [{name: A, value: a}, {name: B, valueFrom: {configMapKeyRef: {name: key, key: b}}}]
            volumes:
            - {name: config, configMap: {name: model-config}}
            - {name: all, projected: {sources: [{configMap: {name: part}}, {downwardAPI: {}}]}}
            - {name: own, emptyDir: {}}
            """;

    @Test
    void configMapsGoByTheNamesOfTheirCopiesAndNothingElseChanges() {
        JsonNode fuse = Pods.tree(FUSE);

        assertThat(BorrowedFuse.of(fuse, "view"))
                .isEqualTo(Pods.tree(FUSE.replace("name: settings", "name: view.settings")
                        .replace("name: key", "name: view.key")
                        .replace("name: model-config", "name: view.model-config")
                        .replace("name: part", "name: view.part")));
        assertThat(fuse).as("the original").isEqualTo(Pods.tree(FUSE));
    }
}
