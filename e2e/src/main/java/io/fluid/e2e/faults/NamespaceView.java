package io.fluid.e2e.faults;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Shows a controller one namespace as if it were the whole cluster, so that several installations work side by side on
 * one API server. What has no namespace is seen as it is.
 *
 * @param namespace empty to show all
 */
record NamespaceView(String namespace) {

    private static final Pattern EVERYWHERE = Pattern.compile("(/api/v1|/apis/[^/]+/[^/]+)/([^/]+)");
    private static final Set<String> WITHOUT_NAMESPACE =
            Set.of("nodes", "persistentvolumes", "namespaces", "customresourcedefinitions", "storageclasses");

    String path(String method, String path) {
        if (namespace.isEmpty() || !method.equals("GET")) {
            return path;
        }
        Matcher matcher = EVERYWHERE.matcher(path);
        return matcher.matches() && !WITHOUT_NAMESPACE.contains(matcher.group(2))
                ? matcher.group(1) + "/namespaces/" + namespace + "/" + matcher.group(2)
                : path;
    }
}
