package io.fluid.core.runtime;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.VolumeNodeAffinity;
import io.fabric8.kubernetes.api.model.VolumeNodeAffinityBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fluid.api.Annotations;
import io.fluid.api.Labels;
import io.fluid.core.json.Json;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.FuseDescription;
import io.fluid.core.spi.Problem;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Volume and claim through which pods mount a Dataset. */
final class Volumes {

    private static final TypeReference<List<ExtraMetadata>> LIST = new TypeReference<>() {};

    private final CacheRequest request;
    private final EngineDescriptor engine;

    Volumes(CacheRequest request, EngineDescriptor engine) {
        this.request = request;
        this.engine = engine;
    }

    static String volumeName(String namespace, String name) {
        return namespace + "-" + name;
    }

    /** Volume, then claim, of the fuse as it was applied. */
    List<HasMetadata> all(FuseDescription fuse, HasMetadata applied) {
        return List.of(volume(fuse), claim(generation(applied)));
    }

    static @Nullable String generation(HasMetadata fuse) {
        return fuse instanceof DaemonSet set
                ? set.getSpec().getTemplate().getMetadata().getLabels().get(Labels.FUSE_GENERATION)
                : null;
    }

    private PersistentVolume volume(FuseDescription fuse) {
        ObjectMeta metadata = metadata("PersistentVolume", volumeName(request.namespace(), request.name()));
        Map<String, String> attributes = attributes(fuse);
        String method = metadata.getLabels().get(Labels.NODE_PUBLISH_METHOD);
        if (method != null) {
            attributes.put("node_publish_method", method);
        }
        return VolumeManifests.volume(metadata, request.dataset(), accessModes(), attributes, nodes(fuse));
    }

    private static @Nullable VolumeNodeAffinity nodes(FuseDescription fuse) {
        Map<String, String> nodes =
                fuse.daemonSet().getSpec().getTemplate().getSpec().getNodeSelector();
        return nodes == null || nodes.isEmpty()
                ? null
                : new VolumeNodeAffinityBuilder()
                        .withNewRequired()
                        .addNewNodeSelectorTerm()
                        .addAllToMatchExpressions(NodeSelectors.requirements(nodes))
                        .endNodeSelectorTerm()
                        .endRequired()
                        .build();
    }

    private PersistentVolumeClaim claim(@Nullable String fuseGeneration) {
        ObjectMeta metadata = metadata("PersistentVolumeClaim", request.name());
        if (fuseGeneration != null) {
            metadata.getLabels().put(Labels.FUSE_GENERATION, fuseGeneration);
        }
        return VolumeManifests.claim(metadata, request.dataset(), accessModes());
    }

    private Map<String, String> attributes(FuseDescription fuse) {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("fluid_path", fuse.mountPath());
        attributes.put("mount_type", fuse.mountType());
        attributes.put("runtime_namespace", request.namespace());
        attributes.put("runtime_name", request.name());
        attributes.put("mount_pod_node_selector_key", request.datasetId().key(Labels.FUSE_PREFIX));
        String skip = RuntimeView.annotation(request.runtime(), Annotations.SKIP_CHECK_MOUNT_READY);
        if (skip != null && !skip.isEmpty()) {
            attributes.put(Annotations.SKIP_CHECK_MOUNT_READY, skip);
        }
        return attributes;
    }

    private ObjectMeta metadata(String kind, String name) {
        Map<String, String> labels = new TreeMap<>(Decoration.labels(request, engine));
        labels.put(request.datasetId().key(Labels.STORAGE_PREFIX), Labels.TRUE);
        Map<String, String> annotations = new TreeMap<>();
        for (ExtraMetadata extra : extraMetadata(request.runtime())) {
            if (extra.concerns(kind)) {
                extra.labels().forEach(labels::putIfAbsent);
                annotations.putAll(extra.annotations());
            }
        }
        annotations.put(Annotations.CREATED_BY, Annotations.CREATED_BY_FLUID);
        return new ObjectMetaBuilder()
                .withName(name)
                .withLabels(labels)
                .withAnnotations(annotations)
                .build();
    }

    private List<String> accessModes() {
        return VolumeManifests.accessModes(request.dataset());
    }

    /** What is wrong with what users may say of volume and claim in annotations. */
    static List<Problem> problems(CacheRequest request) {
        List<Problem> problems = new ArrayList<>();
        VolumeManifests.problem(request.dataset()).ifPresent(problems::add);
        try {
            extraMetadata(request.runtime());
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(
                    request.runtime().getKind() + ".metadata.annotations[" + Annotations.METADATA_LIST + "]",
                    String.valueOf(RuntimeView.annotation(request.runtime(), Annotations.METADATA_LIST)),
                    "a JSON list of {labels, annotations, selector: {group, kind}}; " + e.getMessage()));
        }
        return problems;
    }

    /**
     * The annotation {@code data.fluid.io/metadataList}.
     *
     * @throws IllegalArgumentException when it is no such list
     */
    private static List<ExtraMetadata> extraMetadata(GenericKubernetesResource runtime) {
        String text = RuntimeView.annotation(runtime, Annotations.METADATA_LIST);
        if (text == null || text.isBlank()) {
            return List.of();
        }
        try {
            List<@Nullable ExtraMetadata> list = Json.MAPPER.readValue(text, LIST);
            if (list == null || list.contains(null)) {
                throw new IllegalArgumentException("null is none");
            }
            return List.copyOf(list);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record ExtraMetadata(
            @Nullable Map<String, String> labels,
            @Nullable Map<String, String> annotations,
            @Nullable Selector selector) {

        @Override
        public Map<String, String> labels() {
            return labels == null ? Map.of() : labels;
        }

        @Override
        public Map<String, String> annotations() {
            return annotations == null ? Map.of() : annotations;
        }

        boolean concerns(String kind) {
            return selector != null
                    && kind.equals(selector.kind())
                    && (selector.group() == null || selector.group().isEmpty());
        }
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Selector(
            @Nullable String group, @Nullable String kind) {}
}
