package com.example.httpcache;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.FuseDescription;
import io.fluid.core.spi.PodText;

import java.util.List;
import java.util.Map;

/** The objects: workers that cache what they serve, a service in front of them, the fuse that mounts it. */
final class HttpCacheManifests {

    /** Port of rclone's remote control, of which only what needs no password is open. */
    static final int CONTROL = 5572;

    private static final int DATA = 8080;
    private static final String CACHE = "/cache";
    private static final String TYPE = HttpCacheEngineProvider.DESCRIPTOR.runtimeType();

    private final CacheRequest request;
    private final HttpCacheRuntime runtime;
    private final String image;

    HttpCacheManifests(CacheRequest request, HttpCacheRuntime runtime, String image) {
        this.request = request;
        this.runtime = runtime;
        this.image = image;
    }

    static String host(CacheRequest request) {
        return request.name() + "-worker." + request.namespace();
    }

    CacheDescription describe(long bytes) {
        return new CacheDescription(
                List.<HasMetadata>of(service()), null, worker(), fuse(), 0, bytes, null);
    }

    private HasMetadata service() {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(request.name() + "-worker")
                .withNamespace(request.namespace())
                .endMetadata()
                .withNewSpec()
                .withSelector(selector("worker"))
                .addNewPort()
                .withName("data")
                .withPort(DATA)
                .endPort()
                .addNewPort()
                .withName("control")
                .withPort(CONTROL)
                .endPort()
                .endSpec()
                .build();
    }

    private StatefulSet worker() {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName(request.name() + "-worker")
                .endMetadata()
                .withNewSpec()
                .withReplicas(runtime.replicas())
                .withServiceName(request.name() + "-worker")
                .withNewSelector()
                .withMatchLabels(selector("worker"))
                .endSelector()
                .withTemplate(workerPod())
                .endSpec()
                .build();
    }

    private PodTemplateSpec workerPod() {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(selector("worker"))
                .endMetadata()
                .withNewSpec()
                .withContainers(new ContainerBuilder()
                        .withName("rclone")
                        .withImage(image)
                        .withCommand("rclone", "serve", "http", "source:")
                        .withArgs(
                                "--addr=:" + DATA,
                                "--read-only",
                                "--vfs-cache-mode=full",
                                "--cache-dir=" + CACHE,
                                "--vfs-cache-max-size=" + runtime.cacheGi() + "Gi",
                                "--rc",
                                "--rc-addr=:" + CONTROL)
                        .withEnv(
                                variable("RCLONE_CONFIG", ""),
                                variable("RCLONE_CONFIG_SOURCE_TYPE", "http"),
                                // What the user wrote travels as a variable, never on a command line.
                                variable("RCLONE_CONFIG_SOURCE_URL", source()))
                        .addNewPort()
                        .withName("data")
                        .withContainerPort(DATA)
                        .endPort()
                        .addNewPort()
                        .withName("control")
                        .withContainerPort(CONTROL)
                        .endPort()
                        .withNewReadinessProbe()
                        .withNewTcpSocket()
                        .withNewPort(DATA)
                        .endTcpSocket()
                        .withPeriodSeconds(1)
                        .endReadinessProbe()
                        .addNewVolumeMount()
                        .withName("cache")
                        .withMountPath(CACHE)
                        .endVolumeMount()
                        .build())
                .withVolumes(cacheVolume())
                .endSpec()
                .build();
    }

    private Volume cacheVolume() {
        return new VolumeBuilder()
                .withName("cache")
                .withNewEmptyDir()
                .endEmptyDir()
                .build();
    }

    private String source() {
        String mountPoint = request.dataset().getSpec().mounts().get(0).mountPoint();
        return mountPoint.endsWith("/") ? mountPoint : mountPoint + "/";
    }

    private FuseDescription fuse() {
        String path = request.mountPath(HttpCacheEngineProvider.DESCRIPTOR);
        String folder = path.substring(0, path.lastIndexOf('/'));
        DaemonSet set = new DaemonSetBuilder()
                .withNewMetadata()
                .withName(request.name() + "-fuse")
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .withMatchLabels(selector("fuse"))
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(selector("fuse"))
                .endMetadata()
                .withNewSpec()
                .withContainers(new ContainerBuilder()
                        .withName("rclone")
                        .withImage(image)
                        .withCommand("rclone", "mount", "cache:", path)
                        // The webhook has it mount onto a volume, which is a mount point already.
                        .withArgs("--read-only", "--allow-other", "--allow-non-empty", "--dir-cache-time=10s")
                        .withEnv(
                                variable("RCLONE_CONFIG", ""),
                                variable("RCLONE_CONFIG_CACHE_TYPE", "http"),
                                variable("RCLONE_CONFIG_CACHE_URL", "http://" + host(request) + ":" + DATA + "/"))
                        .withNewSecurityContext()
                        .withPrivileged(true)
                        .endSecurityContext()
                        .addNewVolumeMount()
                        .withName("mount")
                        .withMountPath(folder)
                        .withMountPropagation("Bidirectional")
                        .endVolumeMount()
                        .build())
                .addNewVolume()
                .withName("mount")
                .withNewHostPath()
                .withPath(folder)
                .withType("DirectoryOrCreate")
                .endHostPath()
                .endVolume()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        return new FuseDescription(set, path, "fuse.rclone");
    }

    // The kubelet replaces $(NAME) in variables; the process shall get exactly this text.
    private static EnvVar variable(String name, String value) {
        return new EnvVarBuilder()
                .withName(name)
                .withValue(PodText.literal(value))
                .build();
    }

    private Map<String, String> selector(String component) {
        return Map.of("app", TYPE, "release", request.name(), "role", TYPE + "-" + component);
    }
}
