package io.fluid.core.spi;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fluid.api.DatasetId;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.json.Json;
import io.soabase.recordbuilder.core.RecordBuilder;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything an engine may look at: what the user asked for and what is known of the cluster. The Dataset's status and
 * the runtime's are no input: what an engine describes must not depend on them.
 *
 * @param dataset the dataset, as read from the cluster: with namespace, name and uid; {@code spec} is never null, and its
 *     lists and maps are empty where the manifest has none
 * @param runtime the runtime of the same name and namespace, as read from the cluster; {@link #runtimeAs} gives its spec
 * @param cluster facts of the installation
 * @param ports host ports by the names of {@link CacheEngine#ports}; empty until they are allocated
 */
@RecordBuilder
public record CacheRequest(
        Dataset dataset, GenericKubernetesResource runtime, ClusterFacts cluster, Map<String, Integer> ports) {

    public CacheRequest {
        ports = Map.copyOf(ports);
    }

    /**
     * Parts of a runtime's spec of which an empty one says no more than an absent one. Clients in Go, such as CNCF
     * Fluid's controllers, write those that nobody filled.
     */
    public static final Set<String> PARTS = Set.of(
            "apiGateway",
            "fuse",
            "initUsers",
            "jobMaster",
            "jobWorker",
            "master",
            "podMetadata",
            "resources",
            "volumeSource",
            "worker");

    /** Name shared by dataset and runtime. */
    public String name() {
        return runtime.getMetadata().getName();
    }

    /** Namespace shared by dataset and runtime. */
    public String namespace() {
        return runtime.getMetadata().getNamespace();
    }

    /** The identity that labels are built from: {@code namespace-name}, or the dataset's UID when that is too long. */
    public DatasetId datasetId() {
        return DatasetId.of(
                dataset.getMetadata().getNamespace(),
                dataset.getMetadata().getName(),
                dataset.getMetadata().getUid());
    }

    /**
     * The runtime as the engine's own class, without the {@link #PARTS} that are empty.
     *
     * @throws IllegalArgumentException when a field has a value of the wrong type; the message names the field
     */
    public <R> R runtimeAs(Class<R> type) {
        try {
            JsonNode tree = Json.MAPPER.valueToTree(runtime);
            dropEmptyParts(tree.path("spec"));
            return Json.MAPPER.treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(runtime.getKind() + path(e) + ": " + e.getOriginalMessage(), e);
        }
    }

    private static void dropEmptyParts(JsonNode node) {
        node.forEach(CacheRequest::dropEmptyParts);
        if (node instanceof ObjectNode) {
            PARTS.stream()
                    .filter(part ->
                            node.path(part).isObject() && node.path(part).isEmpty())
                    .forEach(((ObjectNode) node)::remove);
        }
    }

    private static String path(JsonProcessingException e) {
        if (!(e instanceof JsonMappingException)) {
            return "";
        }
        return ((JsonMappingException) e)
                .getPath().stream()
                        .map(step ->
                                step.getFieldName() == null ? "[" + step.getIndex() + "]" : "." + step.getFieldName())
                        .collect(Collectors.joining());
    }

    /**
     * Directory in the fuse container, and on nodes that mount through the node agent, where the data appears. An engine
     * may call its last part something else.
     */
    public String mountPath(EngineDescriptor engine) {
        String directory = engine.runtimeType() + "-fuse";
        return String.join("/", cluster.mountRoot(), engine.runtimeType(), namespace(), name(), directory);
    }
}
