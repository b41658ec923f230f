package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fluid.api.v1alpha1.AlluxioFuseSpec;
import io.fluid.api.v1alpha1.VersionSpec;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.support.ImageNames;
import io.fluid.engine.alluxio.AlluxioPlan.Pod;
import io.fluid.engine.alluxio.AlluxioPlan.Restore;
import org.jspecify.annotations.Nullable;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Decides what the containers of each pod share. */
final class PodPlans {

    private static final String HOSTNAME = "kubernetes.io/hostname";

    private final Images images;
    private final CacheRequest request;
    private final RuntimeSpec runtime;

    PodPlans(Images images, CacheRequest request, RuntimeSpec runtime) {
        this.images = images;
        this.request = request;
        this.runtime = runtime;
    }

    Map<Component, Pod> all() {
        VersionSpec version = runtime.spec().alluxioVersion();
        String policy = version == null ? null : version.imagePullPolicy();
        Map<Component, Pod> pods = new EnumMap<>(Component.class);
        for (Component name : List.of(Component.MASTER, Component.WORKER)) {
            pods.put(name, pod(name, images.server(version), policy));
        }
        // Data operations use what the masters use.
        pods.put(Component.CLIENT, pod(Component.MASTER, images.server(version), policy));
        pods.put(Component.FUSE, pod(Component.FUSE, fuseImage(version), fusePolicy(policy)));
        return pods;
    }

    private Pod pod(Component name, String image, @Nullable String policy) {
        return new Pod(
                image, policy, runtime.hostNetwork(name), runtime.metadata(name), nodeSelector(name), secrets(name));
    }

    private String fuseImage(@Nullable VersionSpec version) {
        AlluxioFuseSpec fuse = runtime.fuse();
        return ImageNames.isNamed(fuse.image(), fuse.imageTag())
                ? ImageNames.image(images.fuse(), fuse.image(), fuse.imageTag())
                : ImageNames.image(
                        images.fuse(),
                        version == null ? null : version.image(),
                        version == null ? null : version.imageTag());
    }

    private @Nullable String fusePolicy(@Nullable String server) {
        String own = runtime.fuse().imagePullPolicy();
        return own == null ? server : own;
    }

    private Map<String, String> nodeSelector(Component pod) {
        Map<String, String> labels = new TreeMap<>();
        members(pod)
                .forEach(component -> labels.putAll(runtime.component(component).nodeSelector()));
        Restore restore = MetadataBackup.restore(request.dataset().getSpec());
        if (pod == Component.MASTER && restore != null && restore.node() != null) {
            labels.put(HOSTNAME, restore.node());
        }
        return labels;
    }

    private List<LocalObjectReference> secrets(Component pod) {
        Set<LocalObjectReference> secrets = new LinkedHashSet<>();
        members(pod)
                .forEach(
                        component -> secrets.addAll(runtime.component(component).imagePullSecrets()));
        if (secrets.isEmpty()) {
            secrets.addAll(runtime.spec().imagePullSecrets());
        }
        return List.copyOf(secrets);
    }

    private List<Component> members(Component pod) {
        return Component.inPodOf(pod).stream().filter(runtime::has).toList();
    }
}
