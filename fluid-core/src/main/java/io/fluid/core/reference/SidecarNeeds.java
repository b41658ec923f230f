package io.fluid.core.reference;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fluid.core.kube.ObjectKey;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a sidecar that is made of a fuse pod finds in its namespace only: the pod's first container is what becomes the
 * sidecar.
 *
 * @param configMaps names of ConfigMaps; they may be copied
 * @param unshared Secrets and claims, such as {@code Secret "s3"}; they may not
 */
public record SidecarNeeds(SortedSet<String> configMaps, SortedSet<String> unshared) {

    /** What the pod's first container needs. */
    public static SidecarNeeds of(PodSpec fuse) {
        SidecarNeeds needs = new SidecarNeeds(new TreeSet<>(), new TreeSet<>());
        if (!fuse.getContainers().isEmpty()) {
            Container client = fuse.getContainers().get(0);
            Set<String> mounted =
                    client.getVolumeMounts().stream().map(VolumeMount::getName).collect(Collectors.toSet());
            needs.addEnvironment(client);
            fuse.getVolumes().stream()
                    .filter(volume -> mounted.contains(volume.getName()))
                    .forEach(needs::add);
        }
        return needs;
    }

    /** Why pods of another namespace than the dataset's cannot have such a sidecar. */
    Obstacle obstacle(ObjectKey dataset, String namespace) {
        return new Obstacle(Obstacle.NOT_SHARED, refusal(dataset, namespace));
    }

    /** As a sentence for people, why pods of the namespace cannot have a sidecar made of the dataset's fuse. */
    public String refusal(ObjectKey dataset, String namespace) {
        return "the fuse of the Dataset " + dataset + " needs " + String.join(", ", unshared)
                + " of its namespace, which"
                + " pods of the namespace " + namespace + " cannot mount; create a Dataset with a runtime in "
                + namespace
                + ", or run the pods in " + dataset.namespace();
    }

    private void addEnvironment(Container client) {
        client.getEnvFrom().forEach(source -> {
            if (source.getConfigMapRef() != null) {
                configMaps.add(source.getConfigMapRef().getName());
            }
            if (source.getSecretRef() != null) {
                addSecret(source.getSecretRef().getName());
            }
        });
        client.getEnv().stream()
                .filter(variable -> variable.getValueFrom() != null)
                .map(variable -> variable.getValueFrom())
                .forEach(source -> {
                    if (source.getConfigMapKeyRef() != null) {
                        configMaps.add(source.getConfigMapKeyRef().getName());
                    }
                    if (source.getSecretKeyRef() != null) {
                        addSecret(source.getSecretKeyRef().getName());
                    }
                });
    }

    private void add(Volume volume) {
        if (volume.getConfigMap() != null) {
            configMaps.add(volume.getConfigMap().getName());
        }
        if (volume.getSecret() != null) {
            addSecret(volume.getSecret().getSecretName());
        }
        if (volume.getPersistentVolumeClaim() != null) {
            unshared.add("claim \"" + volume.getPersistentVolumeClaim().getClaimName() + "\"");
        }
        if (volume.getCsi() != null && volume.getCsi().getNodePublishSecretRef() != null) {
            addSecret(volume.getCsi().getNodePublishSecretRef().getName());
        }
        if (volume.getProjected() != null) {
            volume.getProjected().getSources().forEach(this::add);
        }
    }

    private void add(VolumeProjection source) {
        if (source.getConfigMap() != null) {
            configMaps.add(source.getConfigMap().getName());
        }
        if (source.getSecret() != null) {
            addSecret(source.getSecret().getName());
        }
    }

    private void addSecret(String name) {
        unshared.add("Secret \"" + name + "\"");
    }
}
