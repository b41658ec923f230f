package io.fluid.e2e.install;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.e2e.cluster.Helm;
import io.fluid.e2e.cluster.LocalCluster;
import io.fluid.e2e.image.AlluxioImage;
import io.fluid.e2e.image.BaseLayers;
import io.fluid.e2e.image.FluidImages;
import io.fluid.e2e.image.HdfsImage;
import io.fluid.e2e.image.Image;
import io.fluid.e2e.image.JuiceFSImage;
import io.fluid.e2e.tools.CacheFolder;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Installs Fluid into a local cluster the way that users do: images, then the Helm chart. */
public final class FluidInstallation {

    /** Where the control plane runs. */
    public static final String NAMESPACE = "fluid-system";

    /** What runs when nobody uses a dataset. */
    public static final List<String> ALWAYS_ON = List.of("dataset-controller", "fluid-webhook");

    private static final String RELEASE = "fluid";
    private static final int READY_SECONDS = 120;

    private FluidInstallation() {}

    /** Installs or upgrades; returns when what always runs is ready. */
    public static void install(LocalCluster cluster) {
        install(cluster, Map.of());
    }

    /**
     * As {@link #install(LocalCluster)}.
     *
     * @param values chart values by path, on top of those that name this build's images
     */
    public static void install(LocalCluster cluster, Map<String, String> values) {
        KubernetesClient client = cluster.client();
        if (loadImages(cluster)) {
            restartControlPlane(client);
        }
        installChart(client, new Helm(cluster.baseLayers().programs(), cluster.kubeconfig()), values);
    }

    /** Installs or upgrades the chart in a cluster whose nodes have the images already, or can pull them. */
    public static void install(KubernetesClient client, Path kubeconfig, Map<String, String> values) {
        installChart(client, new Helm(new BaseLayers(CacheFolder.ofUser()).programs(), kubeconfig), values);
    }

    /**
     * Brings this build's images, Alluxio's and those of the demo's and the tests' pods to the node.
     *
     * @return whether the node had others of this build
     */
    public static boolean loadImages(LocalCluster cluster) {
        boolean changed = false;
        for (Image image : ownImages(cluster.baseLayers())) {
            changed |= cluster.load(image);
        }
        otherImages(cluster.baseLayers()).forEach(cluster::load);
        return changed;
    }

    /** Every image that the demo needs. */
    public static List<Image> images() {
        BaseLayers base = new BaseLayers(CacheFolder.ofUser());
        return Stream.concat(ownImages(base).stream(), otherImages(base).stream())
                .toList();
    }

    private static List<Image> ownImages(BaseLayers base) {
        try (Rehearsal rehearsal = new Rehearsal()) {
            return new ControlPlaneImages(new FluidImages(base, rehearsal)).all();
        }
    }

    private static List<Image> otherImages(BaseLayers base) {
        return List.of(alluxio(base), FluidImages.s3Server(base), FluidImages.tools(base));
    }

    /** The Alluxio that caches of this installation run unless their runtime names another. */
    public static Image alluxio(BaseLayers base) {
        return AlluxioImage.build(base, CacheFolder.ofUser(), Build.home().resolve("e2e/images/alluxio"));
    }

    /** The images keep their tag, so that an upgrade of the chart alone would leave the pods of an older build. */
    private static void restartControlPlane(KubernetesClient client) {
        client.apps().deployments().inNamespace(NAMESPACE).list().getItems().stream()
                .filter(deployment -> deployment.getSpec().getReplicas() > 0)
                .forEach(deployment -> client.apps()
                        .deployments()
                        .resource(deployment)
                        .rolling()
                        .restart());
    }

    /** Brings JuiceFS, under a second tag too for changes of the image, and a Redis for its metadata to the node. */
    public static void loadJuiceFS(LocalCluster cluster) {
        cluster.load(JuiceFSImage.mount(cluster.baseLayers(), JuiceFSImage.TAG));
        cluster.load(JuiceFSImage.mount(cluster.baseLayers(), JuiceFSImage.OTHER_TAG));
        cluster.load(JuiceFSImage.redis(cluster.baseLayers()));
    }

    /** Brings an HDFS with some files to the node. */
    public static void loadHdfs(LocalCluster cluster) {
        cluster.load(HdfsImage.build(
                cluster.baseLayers(), CacheFolder.ofUser(), Build.home().resolve("e2e/images/hdfs")));
    }

    /**
     * Brings the image of a runtime controller with somebody else's engine to the node.
     *
     * @param repository name of the image; its tag is {@link FluidImages#TAG}
     * @param engine the engine's jar
     */
    public static void loadEngine(LocalCluster cluster, String repository, Path engine) {
        try (Rehearsal rehearsal = new Rehearsal()) {
            cluster.load(new ControlPlaneImages(new FluidImages(cluster.baseLayers(), rehearsal))
                    .runtimeController(repository, engine));
        }
    }

    private static void installChart(KubernetesClient client, Helm helm, Map<String, String> values) {
        Map<String, String> all = new java.util.TreeMap<>(Map.of(
                "image.tag", FluidImages.TAG,
                "runtime.alluxio.runtime.imageTag", AlluxioImage.TAG,
                "runtime.alluxio.fuse.imageTag", AlluxioImage.TAG,
                "runtime.juicefs.fuse.ce.imageTag", JuiceFSImage.TAG));
        all.putAll(values);
        helm.install(RELEASE, NAMESPACE, Build.home().resolve("charts/fluid"), all);
        ALWAYS_ON.forEach(name -> client.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(name)
                .waitUntilCondition(FluidInstallation::isRolledOut, READY_SECONDS, TimeUnit.SECONDS));
        // One that is ending still answers the API server on the connections that it has.
        ALWAYS_ON.forEach(name -> client.pods()
                .inNamespace(NAMESPACE)
                .withLabel("control-plane", name)
                .informOnCondition(pods -> pods.stream().noneMatch(Pod::isMarkedForDeletion))
                .orTimeout(READY_SECONDS, TimeUnit.SECONDS)
                .join());
    }

    private static boolean isRolledOut(@Nullable Deployment deployment) {
        if (deployment == null || deployment.getStatus() == null) {
            return false;
        }
        DeploymentStatus status = deployment.getStatus();
        Integer wanted = deployment.getSpec().getReplicas();
        return deployment.getMetadata().getGeneration().equals(status.getObservedGeneration())
                && wanted.equals(status.getUpdatedReplicas())
                && wanted.equals(status.getReplicas())
                && wanted.equals(status.getReadyReplicas());
    }
}
