package io.fluid.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.JobDescription;
import io.fluid.core.spi.LoadsData.LoadDescription;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What an engine described, taken apart for looking at it. */
record Described(List<HasMetadata> objects, Map<String, PodTemplateSpec> pods) {

    static final ObjectMapper MAPPER = new ObjectMapper();

    static Described of(CacheDescription description) {
        List<HasMetadata> objects = new ArrayList<>(description.resources());
        Map<String, PodTemplateSpec> pods = new LinkedHashMap<>();
        if (description.master() != null) {
            objects.add(description.master());
            pods.put("master", description.master().getSpec().getTemplate());
        }
        if (description.worker() != null) {
            objects.add(description.worker());
            pods.put("worker", description.worker().getSpec().getTemplate());
        }
        objects.add(description.fuse().daemonSet());
        pods.put("fuse", description.fuse().daemonSet().getSpec().getTemplate());
        return new Described(objects, pods);
    }

    static Described of(LoadDescription load) {
        return new Described(load.resources(), Map.of("load", load.pod()));
    }

    static Described of(JobDescription job) {
        return new Described(job.resources(), Map.of("job", job.pod()));
    }

    /** All containers of a pod, those that initialise it first. */
    static List<Container> containers(PodTemplateSpec pod) {
        return Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .toList();
    }

    /** Everything as one JSON tree, for comparison and search. */
    ArrayNode json() {
        ArrayNode all = MAPPER.createArrayNode();
        objects.forEach(object -> all.add(MAPPER.<JsonNode>valueToTree(object)));
        pods.values().forEach(pod -> all.add(MAPPER.<JsonNode>valueToTree(pod)));
        return all;
    }

    /** All text with the path at which it stands; names of fields count as text too. */
    static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        collect("", node, texts);
        return texts;
    }

    private static void collect(String path, JsonNode node, Map<String, String> texts) {
        if (node.isTextual()) {
            texts.put(path, node.asText());
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(path + "[" + i + "]", node.get(i), texts);
            }
        } else if (node.isObject()) {
            node.properties().forEach(field -> {
                texts.put(path + "." + field.getKey() + " (name)", field.getKey());
                collect(path + "." + field.getKey(), field.getValue(), texts);
            });
        }
    }

    /** A changed copy of an object. */
    static <T> T changed(T object, Class<T> type, java.util.function.Consumer<ObjectNode> change) {
        ObjectNode tree = MAPPER.valueToTree(object);
        change.accept(tree);
        return MAPPER.convertValue(tree, type);
    }
}
