package io.fluid.webhook.sidecar;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.HashSet;
import java.util.Set;

/** The names that a pod has given away, and new ones beside them. */
final class PodNames {

    private static final int LONGEST = 63;

    private final Set<String> volumes;
    private final Set<String> containers = new HashSet<>();
    private int next;

    PodNames(ObjectNode spec) {
        volumes = names(spec.path("volumes"));
        for (String list : new String[] {"containers", "initContainers", "ephemeralContainers"}) {
            containers.addAll(names(spec.path(list)));
        }
    }

    /** The number of the next sidecar: its container's name is free. */
    int sidecar() {
        while (!containers.add(FuseSidecar.PREFIX + next)) {
            next++;
        }
        return next++;
    }

    String container(String wanted) {
        return unused(wanted, containers);
    }

    String volume(String wanted) {
        return unused(wanted, volumes);
    }

    private static String unused(String wanted, Set<String> used) {
        String candidate = cut(wanted, "");
        for (int i = 1; !used.add(candidate); i++) {
            candidate = cut(wanted, "-" + i);
        }
        return candidate;
    }

    private static String cut(String stem, String suffix) {
        int end = Math.min(stem.length(), LONGEST - suffix.length());
        while (end > 1 && stem.charAt(end - 1) == '-') {
            end--;
        }
        return stem.substring(0, end) + suffix;
    }

    private static Set<String> names(JsonNode list) {
        Set<String> names = new HashSet<>();
        list.forEach(item -> names.add(item.path("name").asText()));
        return names;
    }
}
