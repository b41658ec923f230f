package io.fluid.webhook.sidecar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fluid.core.spi.PodText;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The directories of datasets that containers mount by {@code subPath} or {@code subPathExpr}, for the mount guard. */
final class MountedPaths {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\$|\\$\\(([^)]*)\\)");
    private static final String BELOW = ConsumerMounts.SHOWN_FOLDER + "/";

    private final TreeSet<String> arguments = new TreeSet<>();
    private final Map<ObjectNode, String> variables = new LinkedHashMap<>();
    private final List<String> unknown = new ArrayList<>();

    /** Takes up a mount that a container has of the volume of the dataset with that number. */
    void add(int number, JsonNode container, JsonNode mount) {
        String path = mount.path("subPath").asText();
        if (path.startsWith(BELOW)) {
            arguments.add(number + ":" + PodText.literal(path));
            return;
        }
        String expression = mount.path("subPathExpr").asText();
        if (expression.startsWith(BELOW)) {
            addExpression(number, container, mount, expression);
        }
    }

    private void addExpression(int number, JsonNode container, JsonNode mount, String expression) {
        Map<String, ObjectNode> definitions = definitions(container);
        Optional<String> missing = REFERENCE
                .matcher(expression)
                .results()
                .map(reference -> reference.group(1))
                .filter(name -> name != null && !definitions.containsKey(name))
                .findFirst();
        if (missing.isPresent()) {
            unknown.add(restart(container, mount, missing.get()));
            return;
        }
        String argument = REFERENCE.matcher(expression).replaceAll(reference -> {
            ObjectNode definition = definitions.get(reference.group(1));
            return Matcher.quoteReplacement(definition == null ? "$$" : "$(" + variable(definition) + ")");
        });
        arguments.add(number + ":" + argument);
    }

    private static String restart(JsonNode container, JsonNode mount, String variable) {
        return "container \"" + container.path("name").asText() + "\": should the sidecar be restarted, the mount at "
                + mount.path("mountPath").asText() + " does not show its data again; it does where the variable "
                + variable + " of its subPathExpr is set in env, and without other variables";
    }

    private String variable(ObjectNode definition) {
        return variables.computeIfAbsent(definition, key -> "FLUID_PATH_" + variables.size());
    }

    /** The variables that mean the same in another container, by name; each without its name. */
    private static Map<String, ObjectNode> definitions(JsonNode container) {
        Map<String, ObjectNode> found = new LinkedHashMap<>();
        for (JsonNode variable : container.path("env")) {
            ObjectNode definition = variable.deepCopy();
            definition.remove("name");
            String name = variable.path("name").asText();
            if (variable.path("value").asText().contains("$(")
                    || variable.path("valueFrom").has("resourceFieldRef")) {
                found.remove(name);
            } else {
                found.put(name, definition);
            }
        }
        return found;
    }

    /** As {@code number:path}, for {@code args} with {@link #variables}. */
    List<String> arguments() {
        return List.copyOf(arguments);
    }

    /** What {@link #arguments} refer to: definitions with the name that each has there. */
    Map<ObjectNode, String> variables() {
        return variables;
    }

    /** Mounts that cannot be followed, and why. */
    List<String> unknown() {
        return unknown;
    }
}
