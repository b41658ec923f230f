package io.fluid.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.DatasetId;
import io.fluid.webhook.spi.DatasetCatalog;
import io.fluid.webhook.spi.MountedDataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pods and datasets for tests. Claims that begin with "foreign" are no datasets. */
public final class Pods {

    private static final String FUSE = """
            hostNetwork: true
            nodeSelector: {disk: fast, fluid.io/f-shop-model: "true"}
            imagePullSecrets: [{name: pull}]
            containers:
            - name: alluxio-fuse
              image: alluxio/alluxio-dev:2.9.0
              command: ["/entrypoint.sh"]
              args: ["fuse", "$$(HOME)"]
              ports: [{name: fuse-metrics, containerPort: 9567, hostPort: 9567}, {name: web, containerPort: 9568}]
              readinessProbe: {exec: {command: ["true"]}}
              securityContext: {capabilities: {add: [SYS_ADMIN, SYS_TIME]}}
              volumeMounts:
              - {name: alluxio-fuse-mount, mountPath: /runtime-mnt/alluxio/shop/model, mountPropagation: Bidirectional}
              - {name: config, mountPath: /etc/alluxio}
              - {name: mem, mountPath: /dev/shm}
              - {name: alluxio-fuse-device, mountPath: /dev/fuse}
            volumes:
            - {name: alluxio-fuse-mount, hostPath: {path: /runtime-mnt/alluxio/shop/model}}
            - {name: config, configMap: {name: model-config}}
            - {name: mem, emptyDir: {medium: Memory}}
            - {name: alluxio-fuse-device, hostPath: {path: /dev/fuse, type: CharDevice}}
            - {name: unused, emptyDir: {}}
            """;

    private static final String AFFINITY = """
            nodeSelectorTerms:
            - matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [a]}]
            """;

    private Pods() {}

    public static ObjectNode tree(String yaml) {
        // Without a line before it, text in braces would be read as JSON.
        return new ObjectMapper().valueToTree(Serialization.unmarshal("---\n" + yaml, Object.class));
    }

    /** A value of any type. */
    static JsonNode value(String yaml) {
        return tree("v: " + yaml).path("v");
    }

    public static MountedDataset dataset(String namespace, String claim) {
        return dataset(namespace, claim, tree(FUSE));
    }

    public static MountedDataset dataset(String namespace, String claim, JsonNode fuse) {
        return dataset(namespace, claim, fuse, "");
    }

    /** As the others, with only a folder of the dataset to be seen. */
    public static MountedDataset dataset(String namespace, String claim, JsonNode fuse, String subPath) {
        return new MountedDataset(
                claim,
                claim,
                DatasetId.of(namespace, claim, "uid"),
                true,
                "/runtime-mnt/alluxio/shop/model/alluxio-fuse",
                fuse,
                tree(AFFINITY),
                subPath,
                false);
    }

    /** Every claim is a dataset, but those that begin with "foreign". */
    public static DatasetCatalog catalog() {
        return (namespace, claim, anyPhase) ->
                claim.startsWith("foreign") ? Optional.empty() : Optional.of(dataset(namespace, claim));
    }

    public static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.forEach(item -> names.add(item.path("name").asText()));
        return names;
    }
}
