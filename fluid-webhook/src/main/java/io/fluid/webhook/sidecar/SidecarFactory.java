package io.fluid.webhook.sidecar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.api.Annotations;
import io.fluid.core.spi.PodText;
import io.fluid.webhook.spi.DeniedException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Builds the containers that a pod gets, and adds the volumes that they need. */
final class SidecarFactory {

    private static final String GUARD = "fluid-mount-guard";
    private static final String POD_INFO_FOLDER = "/fluid/podinfo";
    private static final String FINISHED = "finished";
    private static final String EXCHANGE_FOLDER = "/fluid/exchange";
    private static final String BIDIRECTIONAL = "Bidirectional";
    private static final String METRICS = "metrics";
    private static final int STARTUP_SECONDS = 300;
    private static final List<String> CACHE_VOLUMES =
            List.of("datavolume-", "volume-localtime", "cache-dir", "mem", "ssd", "hdd");
    private static final List<String> DEVICE_VOLUMES = List.of("fuse-device", "efc-sock");

    private final ObjectNode spec;
    private final PodNames names;
    private final Options options;
    private final String podInfo;

    /**
     * How sidecars are to be.
     *
     * @param nativeSidecars init containers that keep running
     * @param privileged they mount by themselves; otherwise the platform gives them what they need
     * @param cacheDirectories they keep the cache directories of the fuse pod
     * @param waits they hold back the application until the data is there
     * @param guard what the mount guard may use
     */
    record Options(
            boolean nativeSidecars,
            boolean privileged,
            boolean cacheDirectories,
            boolean waits,
            GuardResources guard) {}

    SidecarFactory(ObjectNode spec, PodNames names, Options options) {
        this.spec = spec;
        this.names = names;
        this.options = options;
        this.podInfo = options.nativeSidecars() ? "" : addPodInfo();
    }

    /** The fuse client of one dataset. */
    ObjectNode client(SidecarVolume volume) {
        JsonNode template = volume.dataset().fuse().path("containers").path(0);
        if (!template.path("command").isArray() || template.path("command").isEmpty()) {
            throw new DeniedException("the fuse of dataset \""
                    + volume.dataset().id().name()
                    + "\" states no command, so it cannot run as a sidecar; its engine has to state one");
        }
        ObjectNode client = template.deepCopy();
        client.put("name", volume.container());
        client.remove(List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe"));
        copyMounts(client, template, volume);
        ports(client, volume.metrics());
        pullSecrets(volume.dataset().fuse());
        if (options.nativeSidecars()) {
            client.put("restartPolicy", "Always");
        }
        if (options.privileged()) {
            supervise(client, template, volume);
        } else {
            unprivileged(client, volume);
        }
        return client;
    }

    private void supervise(ObjectNode client, JsonNode template, SidecarVolume volume) {
        ArrayNode command = client.putArray("command");
        command.add("sh").add("-c").add(Scripts.SUPERVISOR_COMMAND).add("fluid-supervisor");
        template.path("command").forEach(command::add);
        environment(client, "FLUID_MOUNT_PATH", volume.dataset().mountPath());
        environment(client, "FLUID_EXCHANGE", EXCHANGE_FOLDER);
        if (volume.readOnly()) {
            environment(client, "FLUID_READ_ONLY", "true");
        }
        spec.withArray("volumes").addObject().put("name", volume.exchange()).putObject("emptyDir");
        mount(client, volume.exchange(), EXCHANGE_FOLDER).put("mountPropagation", BIDIRECTIONAL);
        privileged(client);
        finishedFile(client);
        await(client, List.of("cat", EXCHANGE_FOLDER + "/shown"), Scripts.AWAIT_MOUNT_HOOK);
    }

    /** On platforms whose containers share their mounts: the client mounts where the application looks. */
    private void unprivileged(ObjectNode client, SidecarVolume volume) {
        mount(client, volume.volume(), volume.dataset().mountPath());
        ObjectNode context =
                client.path("securityContext") instanceof ObjectNode own ? own : client.putObject("securityContext");
        context.put("privileged", false);
        if (context.path("capabilities").path("add") instanceof ArrayNode added) {
            for (int i = added.size() - 1; i >= 0; i--) {
                if ("SYS_ADMIN".equals(added.path(i).asText())) {
                    added.remove(i);
                }
            }
        }
        String path = volume.dataset().mountPath();
        await(
                client,
                List.of("grep", "-qF", " " + path + " fuse", "/proc/self/mounts"),
                Scripts.CHECK_MOUNTS_HOOK,
                "fluid-check-mounts",
                path);
    }

    private void await(ObjectNode client, List<String> probe, String hook, String... hookArguments) {
        if (!options.waits()) {
            return;
        }
        if (options.nativeSidecars()) {
            ObjectNode startup = client.putObject("startupProbe");
            ArrayNode command = startup.putObject("exec").putArray("command");
            probe.forEach(command::add);
            startup.put("periodSeconds", 1).put("failureThreshold", STARTUP_SECONDS);
        } else {
            ArrayNode command = client.putObject("lifecycle")
                    .putObject("postStart")
                    .putObject("exec")
                    .putArray("command");
            command.add("sh").add("-c").add(hook);
            Stream.of(hookArguments).forEach(command::add);
        }
    }

    /** The container that shows the mounts to the application and takes them away; for sidecars that mount by themselves. */
    ObjectNode guard(List<SidecarVolume> volumes, MountedPaths paths, List<JsonNode> others) {
        JsonNode template =
                volumes.getFirst().dataset().fuse().path("containers").path(0);
        ObjectNode guard = JsonNodeFactory.instance.objectNode();
        guard.put("name", names.container(GUARD));
        guard.set("image", template.path("image"));
        if (template.hasNonNull("imagePullPolicy")) {
            guard.set("imagePullPolicy", template.path("imagePullPolicy"));
        }
        guard.putArray("command")
                .add("sh")
                .add("-c")
                .add(Scripts.MOUNT_GUARD_COMMAND)
                .add(GUARD);
        if (!paths.arguments().isEmpty()) {
            paths.arguments().forEach(guard.putArray("args")::add);
        }
        paths.variables()
                .forEach((definition, name) ->
                        guard.withArray("env").add(definition.deepCopy().put("name", name)));
        guard.set("resources", options.guard().beside(others));
        for (SidecarVolume volume : volumes) {
            String folder = "/guard/" + volume.number();
            mount(guard, volume.volume(), folder + "/volume").put("mountPropagation", BIDIRECTIONAL);
            mount(guard, volume.exchange(), folder + "/exchange").put("mountPropagation", BIDIRECTIONAL);
        }
        privileged(guard);
        if (options.nativeSidecars()) {
            guard.put("restartPolicy", "Always");
        }
        finishedFile(guard);
        return guard;
    }

    private void copyMounts(ObjectNode client, JsonNode template, SidecarVolume volume) {
        Map<String, JsonNode> originals = new HashMap<>();
        volume.dataset()
                .fuse()
                .path("volumes")
                .forEach(candidate -> originals.put(candidate.path("name").asText(), candidate));
        Map<String, String> copied = new HashMap<>();
        client.putArray("volumeMounts");
        for (JsonNode mount : template.path("volumeMounts")) {
            String name = mount.path("name").asText();
            JsonNode original = originals.get(name);
            if (original != null && !isLeftOut(mount, name, volume.dataset().mountPath())) {
                ObjectNode own = mount.deepCopy();
                own.put("name", copied.computeIfAbsent(name, key -> copyVolume(original, volume.number())));
                client.withArray("volumeMounts").add(own);
            }
        }
    }

    private boolean isLeftOut(JsonNode mount, String volume, String dataPath) {
        String path = mount.path("mountPath").asText();
        boolean holdsTheData = dataPath.equals(path) || dataPath.startsWith(path + "/");
        boolean isCache = CACHE_VOLUMES.stream().anyMatch(volume::startsWith);
        boolean isDevice = DEVICE_VOLUMES.stream().anyMatch(volume::contains) || path.equals("/dev/fuse");
        return holdsTheData || isCache && !options.cacheDirectories() || isDevice && !options.privileged();
    }

    private String copyVolume(JsonNode original, int number) {
        String name = names.volume(original.path("name").asText() + "-" + number);
        spec.withArray("volumes").add(((ObjectNode) original.deepCopy()).put("name", name));
        return name;
    }

    private String addPodInfo() {
        String name = names.volume("fluid-podinfo");
        ObjectNode volume = spec.withArray("volumes").addObject().put("name", name);
        ObjectNode item = volume.putObject("downwardAPI").putArray("items").addObject();
        item.put("path", FINISHED);
        item.putObject("fieldRef").put("fieldPath", "metadata.annotations['" + Annotations.APP_FINISHED + "']");
        return name;
    }

    private void finishedFile(ObjectNode container) {
        if (!podInfo.isEmpty()) {
            environment(container, "FLUID_FINISHED_FILE", POD_INFO_FOLDER + "/" + FINISHED);
            mount(container, podInfo, POD_INFO_FOLDER).put("readOnly", true);
        }
    }

    private static void environment(ObjectNode container, String name, String value) {
        container.withArray("env").addObject().put("name", name).put("value", PodText.literal(value));
    }

    private static ObjectNode mount(ObjectNode container, String volume, String path) {
        return container
                .withArray("volumeMounts")
                .addObject()
                .put("name", volume)
                .put("mountPath", path);
    }

    /** In the node's network the ports of two clients would exclude each other. */
    private void ports(ObjectNode client, boolean metrics) {
        JsonNode ports = client.remove("ports");
        if (ports == null || spec.path("hostNetwork").asBoolean()) {
            return;
        }
        ArrayNode kept = JsonNodeFactory.instance.arrayNode();
        for (JsonNode port : ports) {
            if (metrics || !isOfMetrics(port.path("name").asText())) {
                ObjectNode own = port.deepCopy();
                own.remove("hostPort");
                kept.add(own);
            }
        }
        if (!kept.isEmpty()) {
            client.set("ports", kept);
        }
    }

    private static boolean isOfMetrics(String port) {
        return port.equals(METRICS) || port.endsWith("-" + METRICS);
    }

    private void pullSecrets(JsonNode fuse) {
        for (JsonNode secret : fuse.path("imagePullSecrets")) {
            ArrayNode own = spec.withArray("imagePullSecrets");
            boolean known = false;
            for (JsonNode one : own) {
                known |= one.equals(secret);
            }
            if (!known) {
                own.add(secret);
            }
        }
    }

    // Mounting needs it, whatever the pod says for its own containers.
    private static void privileged(ObjectNode container) {
        ObjectNode context = container.putObject("securityContext");
        context.put("privileged", true).put("runAsUser", 0).put("runAsNonRoot", false);
    }
}
