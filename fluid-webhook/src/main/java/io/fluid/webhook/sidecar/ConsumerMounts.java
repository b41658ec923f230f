package io.fluid.webhook.sidecar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.core.spi.PodText;
import io.fluid.webhook.mutator.FilePrefetcher;
import io.fluid.webhook.spi.DeniedException;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Where a pod's containers mount datasets. */
final class ConsumerMounts {

    /** Where the mount guard shows the data in the volume. */
    static final String SHOWN_FOLDER = "data";

    private static final List<String> LISTS = List.of("initContainers", "containers");
    private static final String PROPAGATION = "mountPropagation";
    private static final String RECURSIVE_READ_ONLY = "recursiveReadOnly";

    private final ObjectNode spec;
    private final List<ObjectNode> sidecars;

    /** What all containers that mount a claim may do with it. */
    enum Access {
        READ_ONLY,
        WRITABLE,
        /** Some may write and some may not. */
        MIXED
    }

    /**
     * What is in the place of a claim.
     *
     * @param volume its name
     */
    record Replacement(String volume, Access access) {}

    /**
     * @param sidecars containers that will belong to the pod and may mount datasets as well; looked at again each time
     */
    ConsumerMounts(ObjectNode spec, List<ObjectNode> sidecars) {
        this.spec = spec;
        this.sidecars = sidecars;
    }

    /** The containers of the pod, also those that it will have. */
    List<JsonNode> containers() {
        List<JsonNode> all = new ArrayList<>();
        LISTS.forEach(list -> spec.path(list).forEach(all::add));
        all.addAll(sidecars);
        return all;
    }

    /** Name of the claim that a volume stands for; the empty string for other volumes. */
    static String claimOf(JsonNode volume) {
        return volume.path("persistentVolumeClaim").path("claimName").asText();
    }

    /** Data comes as files: a container that asks for the claim as a block device can never have it. */
    void refuseDevices(Collection<String> claims) {
        Set<String> volumes = volumesOf(claims);
        for (String list : LISTS) {
            for (JsonNode container : spec.path(list)) {
                for (JsonNode device : container.path("volumeDevices")) {
                    if (volumes.contains(device.path("name").asText())) {
                        throw new DeniedException("spec." + list + "["
                                + container.path("name").asText() + "].volumeDevices: the volume \""
                                + device.path("name").asText()
                                + "\" is a dataset, which is no block device; use volumeMounts");
                    }
                }
            }
        }
    }

    boolean isUsedByInitContainers(Collection<String> claims) {
        Set<String> volumes = volumesOf(claims);
        for (JsonNode container : spec.path("initContainers")) {
            for (JsonNode mount : container.path("volumeMounts")) {
                if (volumes.contains(mount.path("name").asText())) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Puts an empty directory in the place of the claim. Several volumes of one claim become one.
     *
     * @param folder the folder of the volume that containers see; empty for all of it
     */
    Replacement replaceClaim(String claim, String folder) {
        Map<String, Boolean> readOnly = new LinkedHashMap<>();
        ArrayNode volumes = JsonNodeFactory.instance.arrayNode();
        String first = "";
        for (JsonNode volume : spec.path("volumes")) {
            String name = volume.path("name").asText();
            if (!claim.equals(claimOf(volume))) {
                volumes.add(volume);
                continue;
            }
            readOnly.put(
                    name, volume.path("persistentVolumeClaim").path("readOnly").asBoolean());
            if (first.isEmpty()) {
                first = name;
                volumes.addObject().put("name", name).putObject("emptyDir");
            }
        }
        spec.set("volumes", volumes);
        Set<Boolean> mountedReadOnly = new HashSet<>();
        for (JsonNode container : containers()) {
            for (JsonNode mount : container.path("volumeMounts")) {
                Boolean isReadOnly = readOnly.get(mount.path("name").asText());
                if (isReadOnly != null) {
                    consume((ObjectNode) mount, first, isReadOnly);
                    lead((ObjectNode) mount, folder);
                    // That one reads for the others.
                    if (!FilePrefetcher.CONTAINER.equals(container.path("name").asText())) {
                        mountedReadOnly.add(mount.path("readOnly").asBoolean());
                    }
                }
            }
        }
        return new Replacement(first, access(mountedReadOnly.isEmpty() ? readOnly.values() : mountedReadOnly));
    }

    private static Access access(Collection<Boolean> readOnly) {
        if (!readOnly.contains(false)) {
            return Access.READ_ONLY;
        }
        return readOnly.contains(true) ? Access.MIXED : Access.WRITABLE;
    }

    private static void lead(ObjectNode mount, String folder) {
        if (folder.isEmpty()) {
            return;
        }
        String expression = mount.path("subPathExpr").asText();
        String path = mount.path("subPath").asText();
        if (!expression.isEmpty()) {
            mount.put("subPathExpr", PodText.literal(folder) + "/" + expression);
        } else {
            mount.put("subPath", path.isEmpty() ? folder : folder + "/" + path);
        }
    }

    private static void consume(ObjectNode mount, String volume, boolean readOnly) {
        mount.put("name", volume);
        if (readOnly) {
            mount.put("readOnly", true);
        }
        switch (mount.path(RECURSIVE_READ_ONLY).asText()) {
            case "Enabled" ->
                throw new DeniedException("recursiveReadOnly: \"Enabled\" of the mount at "
                        + mount.path("mountPath").asText()
                        + " cannot be combined with the mount propagation that a dataset needs; use readOnly alone");
            case "IfPossible" -> mount.put(RECURSIVE_READ_ONLY, "Disabled");
            default -> {
                // Nothing is asked for.
            }
        }
        if (!mount.hasNonNull(PROPAGATION)) {
            mount.put(PROPAGATION, "HostToContainer");
        }
    }

    /** What containers mount below the data that is shown in their volumes. */
    MountedPaths paths(List<SidecarVolume> volumes) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        volumes.forEach(volume -> numbers.put(volume.volume(), volume.number()));
        MountedPaths paths = new MountedPaths();
        for (JsonNode container : containers()) {
            for (JsonNode mount : container.path("volumeMounts")) {
                Integer number = numbers.get(mount.path("name").asText());
                if (number != null) {
                    paths.add(number, container, mount);
                }
            }
        }
        return paths;
    }

    /** Containers without a hook of their own check after their start that their data is there. */
    void checkAfterStart(Collection<String> claims) {
        Set<String> volumes = volumesOf(claims);
        for (JsonNode container : spec.path("containers")) {
            TreeSet<String> paths = new TreeSet<>();
            for (JsonNode mount : container.path("volumeMounts")) {
                if (volumes.contains(mount.path("name").asText())) {
                    paths.add(mount.path("mountPath").asText());
                }
            }
            ObjectNode own = (ObjectNode) container;
            if (!paths.isEmpty() && !own.path("lifecycle").has("postStart")) {
                ObjectNode lifecycle =
                        own.path("lifecycle") instanceof ObjectNode known ? known : own.putObject("lifecycle");
                ArrayNode command =
                        lifecycle.putObject("postStart").putObject("exec").putArray("command");
                command.add("sh").add("-c").add(Scripts.CHECK_MOUNTS_HOOK).add("fluid-check-mounts");
                paths.forEach(command::add);
            }
        }
    }

    private Set<String> volumesOf(Collection<String> claims) {
        Set<String> names = new HashSet<>();
        for (JsonNode volume : spec.path("volumes")) {
            if (claims.contains(claimOf(volume))) {
                names.add(volume.path("name").asText());
            }
        }
        return names;
    }
}
