package io.fluid.core.elastic;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fluid.api.Annotations;
import io.fluid.api.Labels;
import io.fluid.core.kube.Cluster;
import io.fluid.core.kube.ResourceKind;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A runtime kind that has a controller in this installation, as the controller's Deployment announces it.
 *
 * @param type runtime type, for example the prefix of the controller's name
 * @param kind the runtime kind
 */
public record AnnouncedKind(String type, ResourceKind<GenericKubernetesResource> kind) {

    /** What the Deployment announces; empty when it lacks a label or annotation for it. */
    public static Optional<AnnouncedKind> of(Deployment deployment) {
        Map<String, String> labels = orEmpty(deployment.getMetadata().getLabels());
        Map<String, String> annotations = orEmpty(deployment.getMetadata().getAnnotations());
        String type = labels.getOrDefault(Labels.RUNTIME_CONTROLLER, "");
        String apiVersion = annotations.getOrDefault(Annotations.RUNTIME_API_VERSION, "");
        String kind = annotations.getOrDefault(Annotations.RUNTIME_KIND, "");
        String plural = annotations.getOrDefault(Annotations.RUNTIME_PLURAL, "");
        int slash = apiVersion.indexOf('/');
        if (type.isEmpty() || kind.isEmpty() || plural.isEmpty() || slash < 1) {
            return Optional.empty();
        }
        return Optional.of(new AnnouncedKind(
                type,
                ResourceKind.generic(apiVersion.substring(0, slash), apiVersion.substring(slash + 1), kind, plural)));
    }

    /** All kinds that have a controller in the namespace. */
    public static List<AnnouncedKind> all(Cluster cluster, String namespace) {
        return cluster.list(Deployment.class, namespace, Map.of()).stream()
                .map(AnnouncedKind::of)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether the Deployment says that it is a runtime controller. */
    public static boolean isController(Deployment deployment) {
        return orEmpty(deployment.getMetadata().getLabels()).containsKey(Labels.RUNTIME_CONTROLLER);
    }

    static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
