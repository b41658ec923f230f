package io.fluid.e2e.scenario;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.JindoRuntime;
import io.fluid.e2e.cluster.LocalCluster;
import io.fluid.e2e.image.JindoStandIn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One golden case of JindoCache on a real node, in a namespace of its own: what the case refers to is made, the servers
 * become ready, and the FUSE client mounts. The stand-in ends with an error when it misses something, so that the Dataset
 * would never be Bound.
 */
final class GoldenRun implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECONDS = 240;

    private final LocalCluster cluster;
    private final KubernetesClient client;
    private final Scenario scenario;
    private final Path folder;
    private final ObjectNode dataset;
    private final ObjectNode runtime;
    private final Map<String, String> nodeLabels = new HashMap<>();

    GoldenRun(LocalCluster cluster, Path golden, Path folder) throws IOException {
        this.cluster = cluster;
        this.client = cluster.client();
        this.scenario = new Scenario(client, "golden");
        this.folder = folder;
        String[] documents = Files.readString(golden.resolve("request.yaml"))
                .replace("research", scenario.namespace())
                // There is a folder of the test's for what lies on nodes, and no registry.
                .replace("local:///mnt/disk", "local://" + folder.resolve("disk"))
                .replace("/ssd1,/ssd2", folder.resolve("ssd1") + "," + folder.resolve("ssd2"))
                .replace("imagePullPolicy: Always", "imagePullPolicy: IfNotPresent")
                .split("(?m)^---\\s*$");
        this.dataset = tree(documents[0]);
        this.runtime = tree(documents[1]);
        // All cases share the node.
        dataset.withObject("/spec").put("placement", "Shared");
        useStandIn("/spec/jindoVersion");
        useStandIn("/spec/fuse");
        if (runtime.at("/spec/master/replicas").asInt(1) > 1) {
            // In the node's network, every master would need a node of its own.
            runtime.withObject("/spec").put("networkmode", "ContainerNetwork");
        }
    }

    private static ObjectNode tree(String yaml) {
        ObjectNode tree = JSON.valueToTree(Serialization.unmarshal(yaml, new TypeReference<Map<String, Object>>() {}));
        tree.withObject("/metadata").remove("uid");
        return tree;
    }

    private void useStandIn(String part) {
        if (!runtime.at(part).has("image")) {
            runtime.withObject(part).put("image", JindoStandIn.REPOSITORY).put("imageTag", JindoStandIn.TAG);
        }
    }

    /** Images that the case names. */
    List<String> images() {
        return Stream.of("/spec/jindoVersion", "/spec/fuse")
                .map(runtime::at)
                .map(part -> part.path("image").asText() + ":"
                        + part.path("imageTag").asText())
                .distinct()
                .toList();
    }

    void check() throws IOException {
        makeSecrets();
        makeHadoopConfig();
        makeStorage();
        labelNode(JSON.convertValue(runtime.at("/spec/master/nodeSelector"), Map.class));
        scenario.create(JSON.convertValue(dataset, Dataset.class));
        scenario.create(JSON.convertValue(runtime, JindoRuntime.class));
        scenario.await(
                "model",
                "is Bound",
                seen -> seen.getStatus() != null
                        && "Bound".equals(seen.getStatus().phase()),
                SECONDS);
        mount();
    }

    /** The node agent labels a node when an application needs the data there; then the FUSE client starts. */
    private void mount() throws IOException {
        DaemonSet fuse = client.apps()
                .daemonSets()
                .inNamespace(scenario.namespace())
                .withName("model-jindofs-fuse")
                .get();
        Map<String, String> label = new HashMap<>();
        fuse.getSpec().getTemplate().getSpec().getNodeSelector().forEach((key, value) -> {
            if (key.startsWith("fluid.io/f-")) {
                label.put(key, value);
            }
        });
        labelNode(label);
        String mountPoint = "/runtime-mnt/jindo/" + scenario.namespace() + "/model/jindofs-fuse";
        await("something is mounted at " + mountPoint)
                .atMost(Duration.ofSeconds(SECONDS))
                .until(() -> cluster.mountPoints().contains(mountPoint));
        List<String> report = Files.readAllLines(cluster.nodePath(mountPoint + "/stand-in.txt"));
        fuse.getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getArgs()
                .forEach(argument -> assertThat(report).contains("option " + argument));
    }

    private void makeSecrets() {
        Map<String, Map<String, String>> secrets = new TreeMap<>();
        for (JsonNode reference : dataset.findValues("secretKeyRef")) {
            secrets.computeIfAbsent(reference.path("name").asText(), name -> new TreeMap<>())
                    .put(reference.path("key").asText(), "value");
        }
        String own = runtime.at("/spec/secret").asText();
        if (!own.isEmpty()) {
            secrets.put(own, Map.of("AccessKeyId", "an-id", "AccessKeySecret", "a-secret"));
        }
        secrets.forEach((name, data) -> scenario.create(new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withStringData(data)
                .build()));
    }

    private void makeHadoopConfig() {
        String name = runtime.at("/spec/hadoopConfig").asText();
        if (!name.isEmpty()) {
            scenario.create(new ConfigMapBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .endMetadata()
                    .addToData("hdfs-site.xml", "<configuration/>")
                    .build());
        }
    }

    private void makeStorage() throws IOException {
        Files.createDirectories(folder.resolve("disk"));
        for (JsonNode mount : dataset.at("/spec/mounts")) {
            String uri = mount.path("mountPoint").asText();
            if (uri.startsWith("pvc://")) {
                claim(uri.substring("pvc://".length()).split("/")[0]);
            }
        }
    }

    private void claim(String name) throws IOException {
        Path data =
                Files.createDirectories(folder.resolve("claim").resolve("sub")).getParent();
        Map<String, Quantity> size = Map.of("storage", Quantity.parse("1Mi"));
        client.persistentVolumes()
                .resource(new PersistentVolumeBuilder()
                        .withNewMetadata()
                        .withName(scenario.namespace() + "-" + name)
                        .endMetadata()
                        .withNewSpec()
                        .withCapacity(size)
                        .withAccessModes("ReadWriteMany")
                        .withStorageClassName(scenario.namespace())
                        .withNewHostPath()
                        .withPath(Objects.requireNonNull(data).toString())
                        .endHostPath()
                        .endSpec()
                        .build())
                .create();
        scenario.create(new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteMany")
                .withStorageClassName(scenario.namespace())
                .withNewResources()
                .withRequests(size)
                .endResources()
                .endSpec()
                .build());
    }

    private void labelNode(Map<?, ?> labels) {
        if (labels != null) {
            labels.forEach((key, value) -> nodeLabels.put((String) key, (String) value));
            editNodeLabels(false);
        }
    }

    // A merge patch: cases that run at the same time label the same node.
    private void editNodeLabels(boolean remove) {
        Map<String, String> labels = new HashMap<>(nodeLabels);
        if (remove) {
            labels.replaceAll((key, value) -> null);
        }
        String patch = JSON.createObjectNode()
                .set("metadata", JSON.createObjectNode().set("labels", JSON.valueToTree(labels)))
                .toString();
        client.nodes().resources().forEach(node -> node.patch(PatchContext.of(PatchType.JSON_MERGE), patch));
    }

    /** Takes everything away; the next case shall not meet it. */
    @Override
    public void close() {
        client.resources(Dataset.class)
                .inNamespace(scenario.namespace())
                .withName("model")
                .delete();
        scenario.awaitGone(
                client.resources(JindoRuntime.class)
                        .inNamespace(scenario.namespace())
                        .withName("model"),
                SECONDS);
        editNodeLabels(true);
        client.persistentVolumes().withName(scenario.namespace() + "-claim").delete();
        scenario.close();
    }
}
