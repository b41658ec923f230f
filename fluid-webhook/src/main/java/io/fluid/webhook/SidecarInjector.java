package io.fluid.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.api.Annotations;
import io.fluid.api.Labels;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Gives a pod a fuse sidecar for each dataset that it mounts. Works on the pod as a tree, so that what is not ours stays
 * as it is, to the letter. See docs/architecture.md for the picture.
 */
final class SidecarInjector {

    private static final String GUARD = "fluid-mount-guard";
    private static final String SIDECAR_PREFIX = "fluid-fuse-";
    private static final int STARTUP_SECONDS = 300;

    private final DatasetCatalog catalog;
    private final InjectionMode mode;

    SidecarInjector(DatasetCatalog catalog, InjectionMode mode) {
        this.catalog = catalog;
        this.mode = mode;
    }

    /** A dataset volume of the pod. */
    private record DatasetVolume(String volume, String claim, FuseSource source, int index) {}

    /**
     * Rewrites the pod in place.
     *
     * @return whether the pod mounts a dataset at all
     * @throws DeniedException when it cannot be served; the pod may then be half rewritten and is thrown away
     */
    boolean inject(ObjectNode pod, String namespace) {
        ObjectNode spec = pod.withObject("/spec");
        List<DatasetVolume> datasets = replaceVolumes(spec, namespace);
        if (datasets.isEmpty()) {
            return false;
        }
        propagate(spec.path("containers"), datasets);
        if (propagate(spec.path("initContainers"), datasets) && mode == InjectionMode.DEFAULT) {
            throw new DeniedException("an init container mounts the dataset \""
                    + datasets.getFirst().claim()
                    + "\", which needs native sidecars: set webhook.fuseSidecar.sidecarInjectionMode to native-sidecar "
                    + "(Kubernetes 1.29 or newer), or mount the dataset in the application's containers only");
        }
        SidecarFactory factory = new SidecarFactory(spec, mode);
        List<ObjectNode> sidecars = new ArrayList<>();
        sidecars.add(factory.guard(
                GUARD,
                datasets.getFirst().source(),
                datasets.stream().map(DatasetVolume::volume).toList()));
        for (DatasetVolume dataset : datasets) {
            sidecars.add(factory.sidecar(
                    SIDECAR_PREFIX + dataset.index(),
                    dataset.source(),
                    dataset.volume(),
                    dataset.index(),
                    keepsCacheDirectories(pod),
                    STARTUP_SECONDS));
        }
        prepend(spec, mode == InjectionMode.NATIVE ? "initContainers" : "containers", sidecars);
        mark(pod, datasets);
        return true;
    }

    private List<DatasetVolume> replaceVolumes(ObjectNode spec, String namespace) {
        Map<String, DatasetVolume> byClaim = new LinkedHashMap<>();
        Map<String, FuseSource> sources = sources(spec, namespace);
        Map<String, String> renamed = new LinkedHashMap<>();
        ArrayNode volumes = JsonNodeFactory.instance.arrayNode();
        for (JsonNode volume : spec.path("volumes")) {
            String name = volume.path("name").asText();
            String claim = claimOf(volume);
            FuseSource source = sources.get(claim);
            if (source == null) {
                volumes.add(volume);
            } else if (byClaim.containsKey(claim)) {
                // One mount serves all volumes of the same claim.
                renamed.put(name, byClaim.get(claim).volume());
            } else {
                byClaim.put(claim, new DatasetVolume(name, claim, source, indexOf(claim, sources)));
                volumes.addObject().put("name", name).putObject("emptyDir");
            }
        }
        if (!byClaim.isEmpty()) {
            spec.set("volumes", volumes);
            rename(spec.path("containers"), renamed);
            rename(spec.path("initContainers"), renamed);
        }
        return byClaim.values().stream()
                .sorted((left, right) -> Integer.compare(left.index(), right.index()))
                .toList();
    }

    private Map<String, FuseSource> sources(ObjectNode spec, String namespace) {
        TreeSet<String> claims = new TreeSet<>();
        spec.path("volumes").forEach(volume -> claims.add(claimOf(volume)));
        claims.remove("");
        Map<String, FuseSource> sources = new LinkedHashMap<>();
        for (String claim : claims) {
            Optional<FuseSource> source = catalog.find(namespace, claim);
            source.ifPresent(found -> sources.put(claim, found));
        }
        return sources;
    }

    private static int indexOf(String claim, Map<String, FuseSource> sources) {
        return List.copyOf(sources.keySet()).indexOf(claim);
    }

    private static String claimOf(JsonNode volume) {
        return volume.path("persistentVolumeClaim").path("claimName").asText();
    }

    private static void rename(JsonNode containers, Map<String, String> renamed) {
        for (JsonNode container : containers) {
            for (JsonNode mount : container.path("volumeMounts")) {
                String target = renamed.get(mount.path("name").asText());
                if (target != null) {
                    ((ObjectNode) mount).put("name", target);
                }
            }
        }
    }

    private static boolean propagate(JsonNode containers, List<DatasetVolume> datasets) {
        boolean found = false;
        for (JsonNode container : containers) {
            for (JsonNode mount : container.path("volumeMounts")) {
                String name = mount.path("name").asText();
                if (datasets.stream().anyMatch(dataset -> dataset.volume().equals(name))) {
                    found = true;
                    if (!mount.hasNonNull("mountPropagation")) {
                        ((ObjectNode) mount).put("mountPropagation", "HostToContainer");
                    }
                }
            }
        }
        return found;
    }

    private static boolean keepsCacheDirectories(ObjectNode pod) {
        return Labels.TRUE.equals(
                pod.at("/metadata/labels").path(Labels.INJECT_CACHE_DIR).asText());
    }

    private static void prepend(ObjectNode spec, String list, List<ObjectNode> containers) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        containers.forEach(all::add);
        spec.path(list).forEach(all::add);
        spec.set(list, all);
    }

    private static void mark(ObjectNode pod, List<DatasetVolume> datasets) {
        ObjectNode labels = pod.withObject("/metadata/labels");
        labels.put(Labels.INJECTION_DONE, Labels.TRUE);
        labels.put(Labels.MANAGED_BY, Labels.MANAGED_BY_FLUID);
        for (DatasetVolume dataset : datasets) {
            String sidecar = SIDECAR_PREFIX + dataset.index();
            labels.put(
                    Labels.SIDECAR_DATASET_NAME_PREFIX + sidecar,
                    dataset.source().dataset());
            labels.put(
                    Labels.SIDECAR_DATASET_NAMESPACE_PREFIX + sidecar,
                    dataset.source().namespace());
        }
        ObjectNode annotations = pod.withObject("/metadata/annotations");
        TreeSet<String> inUse = new TreeSet<>();
        for (String known :
                annotations.path(Annotations.DATASETS_IN_USE).asText().split(",")) {
            if (!known.isBlank()) {
                inUse.add(known.strip());
            }
        }
        datasets.forEach(dataset -> inUse.add(dataset.claim()));
        annotations.put(Annotations.DATASETS_IN_USE, String.join(",", inUse));
    }
}
