package io.fluid.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Builds the containers that a pod gets, and adds the volumes that they need. */
final class SidecarFactory {

    private static final String POD_INFO = "fluid-podinfo";
    private static final String POD_INFO_FOLDER = "/fluid/podinfo";
    private static final String FINISHED = "finished";
    private static final List<String> CACHE_VOLUMES =
            List.of("datavolume-", "volume-localtime", "cache-dir", "mem", "ssd", "hdd");
    private static final int NAME_LENGTH = 63;

    private final ObjectNode spec;
    private final InjectionMode mode;
    private final Set<String> volumeNames = new HashSet<>();

    SidecarFactory(ObjectNode spec, InjectionMode mode) {
        this.spec = spec;
        this.mode = mode;
        spec.path("volumes")
                .forEach(volume -> volumeNames.add(volume.path("name").asText()));
        if (mode == InjectionMode.DEFAULT) {
            addPodInfo();
        }
    }

    /** The fuse client of one dataset. */
    ObjectNode sidecar(
            String name,
            FuseSource source,
            String volume,
            int index,
            boolean keepCacheDirectories,
            int startupSeconds) {
        JsonNode template = source.template().path("containers").path(0);
        if (!template.path("command").isArray() || template.path("command").isEmpty()) {
            throw new DeniedException("the fuse of dataset \"" + source.dataset()
                    + "\" states no command, so it cannot run as a sidecar; its engine has to state one");
        }
        ObjectNode sidecar = template.deepCopy();
        sidecar.put("name", name);
        ArrayNode command = sidecar.putArray("command");
        command.add("sh").add("-c").add(Scripts.SUPERVISOR).add("fluid-supervisor");
        template.path("command").forEach(command::add);
        environment(sidecar).addObject().put("name", "FLUID_MOUNT_PATH").put("value", source.mountPath());
        mounts(sidecar, template, source, volume, index, keepCacheDirectories);
        ports(sidecar);
        sidecar.remove(List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe"));
        privileged(sidecar);
        if (mode == InjectionMode.NATIVE) {
            sidecar.put("restartPolicy", "Always");
            ObjectNode probe = sidecar.putObject("startupProbe");
            probe.putObject("exec")
                    .putArray("command")
                    .add("grep")
                    .add("-q")
                    .add(" " + source.mountPath() + " fuse")
                    .add("/proc/self/mounts");
            probe.put("periodSeconds", 1).put("failureThreshold", startupSeconds);
        } else {
            finishedFile(sidecar);
            sidecar.putObject("lifecycle")
                    .putObject("postStart")
                    .putObject("exec")
                    .putArray("command")
                    .add("sh")
                    .add("-c")
                    .add(Scripts.AWAIT_MOUNT);
        }
        return sidecar;
    }

    /** The container that unmounts what a client that was killed could not. */
    ObjectNode guard(String name, FuseSource image, List<String> volumes) {
        JsonNode template = image.template().path("containers").path(0);
        ObjectNode guard = JsonNodeFactory.instance.objectNode();
        guard.put("name", name);
        guard.set("image", template.path("image"));
        if (template.hasNonNull("imagePullPolicy")) {
            guard.set("imagePullPolicy", template.path("imagePullPolicy"));
        }
        guard.putArray("command").add("sh").add("-c").add(Scripts.MOUNT_GUARD);
        ObjectNode resources = guard.putObject("resources");
        resources.putObject("requests").put("cpu", "1m").put("memory", "16Mi");
        resources.putObject("limits").put("memory", "64Mi");
        ArrayNode mounts = guard.putArray("volumeMounts");
        for (int i = 0; i < volumes.size(); i++) {
            mount(mounts, volumes.get(i), "/guard/" + i).put("mountPropagation", "Bidirectional");
        }
        privileged(guard);
        if (mode == InjectionMode.NATIVE) {
            guard.put("restartPolicy", "Always");
        } else {
            finishedFile(guard);
        }
        return guard;
    }

    private void mounts(
            ObjectNode sidecar,
            JsonNode template,
            FuseSource source,
            String volume,
            int index,
            boolean keepCacheDirectories) {
        Map<String, JsonNode> templateVolumes = new HashMap<>();
        source.template()
                .path("volumes")
                .forEach(candidate -> templateVolumes.put(candidate.path("name").asText(), candidate));
        Map<String, String> copied = new HashMap<>();
        ArrayNode mounts = sidecar.putArray("volumeMounts");
        for (JsonNode mount : template.path("volumeMounts")) {
            String name = mount.path("name").asText();
            JsonNode original = templateVolumes.get(name);
            if (original == null || holdsTheMount(mount, source) || isCache(name) && !keepCacheDirectories) {
                continue;
            }
            ObjectNode own = mount.deepCopy();
            own.put("name", copied.computeIfAbsent(name, key -> copyVolume(original, index)));
            mounts.add(own);
        }
        mount(mounts, volume, source.mountPath()).put("mountPropagation", "Bidirectional");
    }

    private static boolean holdsTheMount(JsonNode mount, FuseSource source) {
        String path = mount.path("mountPath").asText();
        return source.mountPath().equals(path) || source.mountPath().startsWith(path + "/");
    }

    private static boolean isCache(String volume) {
        return CACHE_VOLUMES.stream().anyMatch(volume::startsWith);
    }

    private String copyVolume(JsonNode original, int index) {
        String suffix = "-" + index;
        String name = original.path("name").asText();
        String stem = name.substring(0, Math.min(name.length(), NAME_LENGTH - suffix.length() - 4));
        String candidate = stem + suffix;
        for (int i = 1; !volumeNames.add(candidate); i++) {
            candidate = stem + "-" + i + suffix;
        }
        ObjectNode copy = original.deepCopy();
        copy.put("name", candidate);
        spec.withArray("volumes").add(copy);
        return candidate;
    }

    private void addPodInfo() {
        ObjectNode volume = spec.withArray("volumes").addObject().put("name", POD_INFO);
        volumeNames.add(POD_INFO);
        ObjectNode item = volume.putObject("downwardAPI").putArray("items").addObject();
        item.put("path", FINISHED);
        item.putObject("fieldRef").put("fieldPath", "metadata.annotations['" + PodKeys.APP_FINISHED + "']");
    }

    private void finishedFile(ObjectNode container) {
        environment(container)
                .addObject()
                .put("name", "FLUID_FINISHED_FILE")
                .put("value", POD_INFO_FOLDER + "/" + FINISHED);
        ArrayNode mounts = (ArrayNode) container.path("volumeMounts");
        mount(mounts, POD_INFO, POD_INFO_FOLDER).put("readOnly", true);
    }

    private static ArrayNode environment(ObjectNode container) {
        return container.path("env") instanceof ArrayNode env ? env : container.putArray("env");
    }

    private static ObjectNode mount(ArrayNode mounts, String volume, String path) {
        return mounts.addObject().put("name", volume).put("mountPath", path);
    }

    private static void ports(ObjectNode sidecar) {
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        for (JsonNode port : sidecar.path("ports")) {
            if (!port.path("name").asText().endsWith("-metrics")) {
                ObjectNode own = port.deepCopy();
                own.remove("hostPort");
                kept.add(own);
            }
        }
        sidecar.remove("ports");
        if (!kept.isEmpty()) {
            sidecar.set("ports", kept);
        }
    }

    // Mounting needs it, whatever the pod says for its own containers.
    private static void privileged(ObjectNode container) {
        ObjectNode context = container.putObject("securityContext");
        context.put("privileged", true).put("runAsUser", 0).put("runAsNonRoot", false);
    }
}
