package io.fluid.webhook.mutator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.api.Annotations;
import io.fluid.api.Labels;
import io.fluid.core.spi.PodText;
import io.fluid.webhook.spi.DeniedException;
import io.fluid.webhook.spi.MountedDataset;
import io.fluid.webhook.spi.MutatorSettings;
import io.fluid.webhook.spi.PodChange;
import io.fluid.webhook.spi.PodMutator;
import io.fluid.webhook.spi.PodMutatorProvider;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A container that reads files ahead, for pods that ask for it by annotation. It has a limit of what all other containers
 * of the pod have a limit of, and then asks for no less: the pod can be Guaranteed, and a quota on limits takes it. A
 * limit elsewhere would slow it down, or take the page cache away that it fills.
 */
public final class FilePrefetcher implements PodMutatorProvider {

    /** Name of the container. */
    public static final String CONTAINER = "fluid-file-prefetcher";

    private static final String STATUS_VOLUME = "fluid-file-prefetcher-status-vol";
    private static final String STATUS_FOLDER = "/tmp/fluid-file-prefetcher/status";
    private static final String IMAGE_SETTING = "FILE_PREFETCHER_IMAGE";
    private static final String DATA_FOLDER = "/data/";
    private static final String SCHEME = "pvc://";
    private static final int TIMEOUT_SECONDS = 120;
    private static final List<String> CONTAINERS = List.of("containers", "initContainers");
    private static final Map<String, String> LIMITS = new TreeMap<>(Map.of("cpu", "200m", "memory", "256Mi"));
    private static final Map<String, String> REQUESTS = Map.of("cpu", "10m", "memory", "32Mi");

    @Override
    public String name() {
        return "FilePrefetcher";
    }

    @Override
    public PodMutator create(MutatorSettings settings) {
        String awaitStatus = script();
        return change -> {
            boolean isWanted = Labels.TRUE.equals(change.annotation(Annotations.PREFETCHER_INJECT))
                    && !Labels.TRUE.equals(change.annotation(Annotations.PREFETCHER_DONE));
            if (isWanted && !change.datasets().isEmpty()) {
                add(change, settings, awaitStatus);
            }
            return PodMutator.Next.CONTINUE;
        };
    }

    private static void add(PodChange change, MutatorSettings settings, String awaitStatus) {
        refuseSameContainer(change.spec());
        Map<String, String> volumes = volumes(change);
        ObjectNode container = JsonNodeFactory.instance.objectNode().put("name", CONTAINER);
        container.put("image", image(change, settings));
        boolean isAsync = Labels.TRUE.equals(change.annotation(Annotations.PREFETCHER_ASYNC));
        ArrayNode environment = container.putArray("env");
        variable(environment, "FILE_PREFETCHER_FILE_LIST", files(change, volumes));
        variable(environment, "FILE_PREFETCHER_ASYNC_PREFETCH", Boolean.toString(isAsync));
        variable(environment, "FILE_PREFETCHER_TIMEOUT_SECONDS", Integer.toString(timeout(change)));
        extraVariables(change).forEach((name, value) -> variable(environment, name, value));
        ArrayNode mounts = container.putArray("volumeMounts");
        volumes.values().forEach(volume -> {
            ObjectNode mount = mounts.addObject().put("name", volume).put("mountPath", DATA_FOLDER + volume);
            mount.put("readOnly", true).put("mountPropagation", "HostToContainer");
        });
        mounts.addObject().put("name", STATUS_VOLUME).put("mountPath", STATUS_FOLDER);
        change.spec()
                .withArray("volumes")
                .addObject()
                .put("name", STATUS_VOLUME)
                .putObject("emptyDir");
        if (!isAsync) {
            ArrayNode hook = container
                    .putObject("lifecycle")
                    .putObject("postStart")
                    .putObject("exec")
                    .putArray("command");
            hook.add("sh").add("-c").add(awaitStatus).add(CONTAINER).add(STATUS_FOLDER + "/prefetcher.status");
        }
        container.set("resources", resources(change.spec()));
        if (settings.nativeSidecars()) {
            container.put("restartPolicy", "Always");
        }
        insertFirst(change.spec(), settings.nativeSidecars() ? "initContainers" : "containers", container);
        change.setAnnotation(Annotations.PREFETCHER_DONE, Labels.TRUE);
    }

    // The sidecars, which come later in the chain, are put in front of it.
    private static void insertFirst(ObjectNode spec, String list, ObjectNode container) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode().add(container);
        spec.path(list).forEach(all::add);
        spec.set(list, all);
    }

    private static ObjectNode resources(JsonNode spec) {
        ObjectNode resources = JsonNodeFactory.instance.objectNode();
        ObjectNode requests = resources.putObject("requests");
        LIMITS.forEach((resource, limit) -> {
            if (CONTAINERS.stream()
                    .flatMap(list -> spec.path(list).valueStream())
                    .allMatch(other -> other.at("/resources/limits").has(resource))) {
                requests.put(resource, limit);
                resources.withObject("/limits").put(resource, limit);
            } else {
                requests.put(resource, REQUESTS.get(resource));
            }
        });
        return resources;
    }

    private static void refuseSameContainer(JsonNode spec) {
        for (String list : CONTAINERS) {
            for (JsonNode container : spec.path(list)) {
                if (container.path("name").asText().equals(CONTAINER)) {
                    throw new DeniedException("the pod has a container \"" + CONTAINER
                            + "\" already, which the file prefetcher needs; rename it");
                }
            }
        }
    }

    /** Claim to volume. */
    private static Map<String, String> volumes(PodChange change) {
        List<String> claims =
                change.datasets().stream().map(MountedDataset::claim).toList();
        Map<String, String> volumes = new TreeMap<>();
        for (JsonNode volume : change.spec().path("volumes")) {
            String claim =
                    volume.path("persistentVolumeClaim").path("claimName").asText();
            if (claims.contains(claim)) {
                volumes.putIfAbsent(claim, volume.path("name").asText());
            }
            if (volume.path("name").asText().equals(STATUS_VOLUME)) {
                throw new DeniedException("the pod has a volume \"" + STATUS_VOLUME
                        + "\" already, which the file prefetcher needs; rename it");
            }
        }
        return volumes;
    }

    private static String image(PodChange change, MutatorSettings settings) {
        String own = change.annotation(Annotations.PREFETCHER_IMAGE);
        return own.isBlank()
                ? settings.setting(IMAGE_SETTING)
                        .orElseThrow(() -> new DeniedException("no image for the file prefetcher: set the annotation "
                                + Annotations.PREFETCHER_IMAGE + ", or " + IMAGE_SETTING + " in webhook.env"))
                : own;
    }

    private static String files(PodChange change, Map<String, String> volumes) {
        String asked = change.annotation(Annotations.PREFETCHER_FILES);
        List<String> files = new ArrayList<>();
        for (String item : asked.split(";")) {
            if (item.isBlank()) {
                continue;
            }
            String path = item.strip();
            int slash = path.indexOf('/', SCHEME.length());
            String claim =
                    path.startsWith(SCHEME) ? path.substring(SCHEME.length(), slash < 0 ? path.length() : slash) : "";
            String volume = volumes.get(claim);
            if (volume == null) {
                throw new DeniedException(Annotations.PREFETCHER_FILES + ": \"" + path
                        + "\" is not accepted; expected pvc://<claim of the pod>/<pattern>, claims: "
                        + String.join(", ", volumes.keySet()));
            }
            files.add(DATA_FOLDER + volume + (slash < 0 ? "" : path.substring(slash)));
        }
        if (files.isEmpty()) {
            volumes.values().forEach(volume -> files.add(DATA_FOLDER + volume));
        }
        return String.join(";", files);
    }

    private static int timeout(PodChange change) {
        String text = change.annotation(Annotations.PREFETCHER_TIMEOUT);
        if (text.isBlank()) {
            return TIMEOUT_SECONDS;
        }
        if (!text.matches("[1-9][0-9]{0,6}")) {
            throw new DeniedException(Annotations.PREFETCHER_TIMEOUT + ": \"" + text
                    + "\" is not accepted; expected a number of seconds");
        }
        return Integer.parseInt(text);
    }

    private static Map<String, String> extraVariables(PodChange change) {
        Map<String, String> variables = new TreeMap<>();
        for (String pair : change.annotation(Annotations.PREFETCHER_ENV).split("\\s+")) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            if (equals < 1) {
                throw new DeniedException(Annotations.PREFETCHER_ENV + ": \"" + pair
                        + "\" is not accepted; expected NAME=value, separated by spaces");
            }
            variables.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return variables;
    }

    private static void variable(ArrayNode environment, String name, String value) {
        environment.addObject().put("name", name).put("value", PodText.literal(value));
    }

    private static String script() {
        try (InputStream script = FilePrefetcher.class.getResourceAsStream("/io/fluid/webhook/await-prefetch.sh")) {
            if (script == null) {
                throw new IllegalStateException("the resource await-prefetch.sh is missing");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
