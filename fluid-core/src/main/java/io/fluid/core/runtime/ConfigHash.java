package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fluid.core.kube.Digest;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Digest of the configuration that a pod reads, so that a change of a property rolls the pods that read it. */
final class ConfigHash {

    private ConfigHash() {}

    /** The digest over those of the resources that the pod refers to; empty when it refers to none. */
    static Optional<String> of(PodSpec pod, List<HasMetadata> resources) {
        Set<String> read = configMaps(pod);
        Map<String, Object> content = new TreeMap<>();
        for (HasMetadata resource : resources) {
            if (resource instanceof ConfigMap config
                    && read.contains(config.getMetadata().getName())) {
                content.put(
                        config.getMetadata().getName(),
                        List.of(orEmpty(config.getData()), orEmpty(config.getBinaryData())));
            }
        }
        return content.isEmpty() ? Optional.empty() : Optional.of(Digest.of(content));
    }

    private static Map<String, String> orEmpty(Map<String, String> data) {
        return data == null ? Map.of() : data;
    }

    private static Set<String> configMaps(PodSpec pod) {
        Set<String> names = new TreeSet<>();
        pod.getVolumes().forEach(volume -> add(volume, names));
        Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .forEach(container -> add(container, names));
        return names;
    }

    private static void add(Volume volume, Set<String> names) {
        if (volume.getConfigMap() != null) {
            names.add(volume.getConfigMap().getName());
        }
        if (volume.getProjected() != null) {
            volume.getProjected().getSources().stream()
                    .filter(source -> source.getConfigMap() != null)
                    .forEach(source -> names.add(source.getConfigMap().getName()));
        }
    }

    private static void add(Container container, Set<String> names) {
        container.getEnvFrom().stream()
                .filter(source -> source.getConfigMapRef() != null)
                .forEach(source -> names.add(source.getConfigMapRef().getName()));
        container.getEnv().stream()
                .filter(variable -> variable.getValueFrom() != null
                        && variable.getValueFrom().getConfigMapKeyRef() != null)
                .forEach(variable ->
                        names.add(variable.getValueFrom().getConfigMapKeyRef().getName()));
    }
}
