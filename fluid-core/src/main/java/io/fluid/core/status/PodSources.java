package io.fluid.core.status;

import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a pod's volumes are made of and cannot do without: Secrets, ConfigMaps, claims, and what a node has to have. */
final class PodSources {

    private PodSources() {}

    /** For people: {@code Secret keys (key access), PersistentVolumeClaim data}; a dash when there is nothing. */
    static String of(Pod pod) {
        TreeSet<String> sources = pod.getSpec().getVolumes().stream()
                .flatMap(PodSources::sources)
                .collect(Collectors.toCollection(TreeSet::new));
        return sources.isEmpty() ? "–" : String.join(", ", sources);
    }

    private static Stream<String> sources(Volume volume) {
        if (volume.getSecret() != null
                && !Boolean.TRUE.equals(volume.getSecret().getOptional())) {
            return secret(volume.getSecret().getSecretName(), volume.getSecret().getItems());
        }
        if (volume.getConfigMap() != null
                && !Boolean.TRUE.equals(volume.getConfigMap().getOptional())) {
            return Stream.of("ConfigMap " + volume.getConfigMap().getName());
        }
        if (volume.getPersistentVolumeClaim() != null) {
            return Stream.of(
                    "PersistentVolumeClaim " + volume.getPersistentVolumeClaim().getClaimName());
        }
        if (volume.getHostPath() != null && isChecked(volume.getHostPath().getType())) {
            return Stream.of(volume.getHostPath().getPath() + " on the node");
        }
        return volume.getProjected() == null
                ? Stream.empty()
                : volume.getProjected().getSources().stream().flatMap(PodSources::projected);
    }

    // Of other types the kubelet makes what is missing, or does not look.
    private static boolean isChecked(@Nullable String type) {
        return type != null && !type.isEmpty() && !type.endsWith("OrCreate");
    }

    private static Stream<String> projected(VolumeProjection source) {
        if (source.getSecret() != null
                && !Boolean.TRUE.equals(source.getSecret().getOptional())) {
            return secret(source.getSecret().getName(), source.getSecret().getItems());
        }
        return source.getConfigMap() == null
                ? Stream.empty()
                : Stream.of("ConfigMap " + source.getConfigMap().getName());
    }

    private static Stream<String> secret(String name, @Nullable List<KeyToPath> items) {
        String secret = "Secret " + name;
        return items == null || items.isEmpty()
                ? Stream.of(secret)
                : items.stream().map(item -> secret + " (key " + item.getKey() + ")");
    }
}
