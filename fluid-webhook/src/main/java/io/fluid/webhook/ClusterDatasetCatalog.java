package io.fluid.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fluid.api.Annotations;
import io.fluid.api.DatasetId;
import io.fluid.api.Labels;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetPhase;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.core.dataset.DatasetReconciler;
import io.fluid.core.dataset.DatasetReference;
import io.fluid.core.kube.ObjectKey;
import io.fluid.core.reference.SidecarNeeds;
import io.fluid.core.runtime.VolumeManifests;
import io.fluid.core.status.Conditions;
import io.fluid.webhook.spi.DatasetCatalog;
import io.fluid.webhook.spi.DeniedException;
import io.fluid.webhook.spi.MountedDataset;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads from watches. What they do not show, or show in a state that would mean a refusal, is read once more from the
 * API server: a watch may lag behind, and a pod must not be refused for that.
 */
final class ClusterDatasetCatalog implements DatasetCatalog {

    private static final Set<String> MOUNTABLE =
            Set.of(DatasetPhase.BOUND, DatasetPhase.UPDATING, DatasetPhase.DATA_MIGRATING);

    private final ClusterReads cluster;
    private final ObjectMapper mapper = new ObjectMapper();
    private final Map<String, Template> templates = new ConcurrentHashMap<>();

    ClusterDatasetCatalog(ClusterReads cluster) {
        this.cluster = cluster;
        cluster.whenFuseIsGone(templates::remove);
    }

    @Override
    public Optional<MountedDataset> find(String namespace, String claimName, boolean anyPhase) {
        PersistentVolumeClaim claim = claim(namespace, claimName);
        Map<String, String> labels =
                Objects.requireNonNullElse(claim.getMetadata().getLabels(), Map.of());
        Optional<String> wrapped = wrappedBy(labels);
        boolean isOwn = labels.keySet().stream().anyMatch(key -> key.startsWith(Labels.STORAGE_PREFIX));
        if (!isOwn && wrapped.isEmpty()) {
            return Optional.empty();
        }
        String name = isOwn ? claimName : wrapped.get();
        Dataset dataset = dataset(namespace, name, anyPhase);
        Optional<DatasetReference> reference = DatasetReference.of(dataset);
        Dataset source = reference
                .map(to -> dataset(to.namespace(), to.name(), anyPhase))
                .orElse(dataset);
        ObjectMeta metadata = source.getMetadata();
        DatasetId id = DatasetId.of(metadata.getNamespace(), metadata.getName(), metadata.getUid());
        Template fuse = template(fuse(id));
        return Optional.of(new MountedDataset(
                claimName,
                name,
                id,
                // A claim that is the storage of a dataset says what may be done with that, not with the dataset.
                isReadOnly(isOwn ? claim.getSpec().getAccessModes() : VolumeManifests.accessModes(dataset)),
                fuse.mountPath(),
                spec(fuse, source, dataset),
                nodeAffinity(source),
                reference.map(DatasetReference::subPath).orElse(""),
                fuse.scraped()));
    }

    private JsonNode nodeAffinity(Dataset dataset) {
        DatasetSpec spec = dataset.getSpec();
        return spec == null || spec.nodeAffinity() == null
                ? MissingNode.getInstance()
                : mapper.valueToTree(spec.nodeAffinity()).path("required");
    }

    /** A claim that a dataset makes use of as its storage names the dataset. */
    private static Optional<String> wrappedBy(Map<String, String> labels) {
        String name = labels.getOrDefault(Labels.MANAGED_BY, labels.getOrDefault(Labels.WRAPPED_BY, ""));
        return Optional.of(name).filter(value -> !value.isEmpty() && !value.equals(Labels.MANAGED_BY_FLUID));
    }

    private static boolean isReadOnly(List<String> modes) {
        return !modes.isEmpty() && modes.stream().allMatch(VolumeManifests.READ_ONLY::equals);
    }

    /** The fuse as pods beside the mounted dataset can have it; its data may be that of another namespace. */
    private static JsonNode spec(Template fuse, Dataset source, Dataset mounted) {
        String namespace = mounted.getMetadata().getNamespace();
        if (namespace.equals(source.getMetadata().getNamespace())) {
            return fuse.spec();
        }
        if (!fuse.needs().unshared().isEmpty()) {
            throw new DeniedException(fuse.needs().refusal(ObjectKey.of(source), namespace));
        }
        return BorrowedFuse.of(fuse.spec(), mounted.getMetadata().getName());
    }

    /** The fuse pod as a tree; turned into one once for each version of the DaemonSet. */
    private Template template(DaemonSet fuse) {
        ObjectMeta metadata = fuse.getMetadata();
        Template known = templates.get(metadata.getUid());
        if (known != null && known.version().equals(metadata.getResourceVersion())) {
            return known;
        }
        Map<String, String> annotations = Objects.requireNonNullElse(metadata.getAnnotations(), Map.of());
        String mountPath = annotations.get(Annotations.FUSE_MOUNT_PATH);
        if (mountPath == null) {
            throw new DeniedException("the fuse \"" + metadata.getName() + "\" of namespace \""
                    + metadata.getNamespace() + "\" does not say where it mounts (annotation "
                    + Annotations.FUSE_MOUNT_PATH + "); was it made by another version?");
        }
        Template made = new Template(
                metadata.getResourceVersion(),
                mountPath,
                mapper.valueToTree(fuse.getSpec().getTemplate().getSpec()),
                SidecarNeeds.of(fuse.getSpec().getTemplate().getSpec()),
                Labels.TRUE.equals(annotations.get(Annotations.SCRAPE_FUSE_METRICS)));
        templates.put(metadata.getUid(), made);
        return made;
    }

    private record Template(String version, String mountPath, JsonNode spec, SidecarNeeds needs, boolean scraped) {}

    private PersistentVolumeClaim claim(String namespace, String name) {
        return cluster.knownClaim(namespace, name)
                .or(() -> cluster.liveClaim(namespace, name))
                .orElseThrow(() -> new DeniedException(
                        cluster.liveDataset(namespace, name).isPresent()
                                ? "the dataset \"" + name + "\" of namespace \"" + namespace
                                        + "\" is not bound yet; create the pod again when its phase is Bound"
                                : "namespace \"" + namespace + "\" has neither a claim nor a dataset named \"" + name
                                        + "\"; create the Dataset and a runtime of that name first"));
    }

    private Dataset dataset(String namespace, String name, boolean anyPhase) {
        Optional<Dataset> known = cluster.knownDataset(namespace, name).filter(one -> anyPhase || isBound(one));
        if (known.isPresent()) {
            return known.get();
        }
        Dataset live = cluster.liveDataset(namespace, name)
                .orElseThrow(() -> new DeniedException("the dataset \"" + name + "\" of namespace \"" + namespace
                        + "\" does not exist; create it, or remove the volume"));
        if (!anyPhase && !isBound(live)) {
            throw new DeniedException("the dataset \"" + name + "\" of namespace \"" + namespace + "\" is "
                    + state(live) + "; create the pod again when its phase is Bound");
        }
        return live;
    }

    private static String state(Dataset dataset) {
        String phase = phase(dataset);
        String why = dataset.getStatus() == null
                ? ""
                : Conditions.find(dataset.getStatus().conditions(), DatasetReconciler.NOT_READY)
                        .filter(condition -> Conditions.TRUE.equals(condition.status()))
                        .map(condition -> " (" + condition.message() + ")")
                        .orElse("");
        return dataset.isMarkedForDeletion() ? "being deleted" : (phase.isEmpty() ? "new" : phase) + why;
    }

    private static String phase(Dataset dataset) {
        return dataset.getStatus() == null
                ? ""
                : Objects.requireNonNullElse(dataset.getStatus().phase(), "");
    }

    private static boolean isBound(Dataset dataset) {
        return !dataset.isMarkedForDeletion() && MOUNTABLE.contains(phase(dataset));
    }

    private DaemonSet fuse(DatasetId id) {
        return first(cluster.knownFuses(id), id)
                .or(() -> first(cluster.liveFuses(id), id))
                .orElseThrow(() -> new DeniedException("the dataset \"" + id.name()
                        + "\" has no fuse yet; create the pod again when its runtime's fuse phase is Ready"));
    }

    private static Optional<DaemonSet> first(List<DaemonSet> candidates, DatasetId id) {
        return candidates.stream()
                .filter(candidate ->
                        id.value().equals(candidate.getMetadata().getLabels().get(Labels.DATASET_ID)))
                .findFirst();
    }
}
