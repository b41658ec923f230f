package io.fluid.e2e.install;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fluid.e2e.cluster.Helm;
import io.fluid.e2e.cluster.LocalCluster;
import io.fluid.e2e.image.AlluxioImage;
import io.fluid.e2e.image.FluidImages;
import io.fluid.e2e.tools.CacheFolder;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Installs Fluid into a local cluster the way that users do: images, then the Helm chart. */
public final class FluidInstallation {

    /** Where the control plane runs. */
    public static final String NAMESPACE = "fluid-system";

    /** What runs when nobody uses a dataset. */
    public static final List<String> ALWAYS_ON = List.of("dataset-controller", "fluid-webhook");

    private static final String RELEASE = "fluid";
    private static final String CONTROLLERS = "io.fluid.core.launcher.Main";
    private static final String WEBHOOK = "io.fluid.webhook.Main";
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
        loadImages(cluster);
        installChart(cluster.client(), new Helm(cluster.baseLayers().programs(), cluster.kubeconfig()), values);
    }

    /** Brings this build's images, Alluxio's and those of the demo's and the tests' pods to the node. */
    public static void loadImages(LocalCluster cluster) {
        FluidImages images = new FluidImages(cluster.baseLayers());
        List<Path> engine = Build.classPath("engine-alluxio");
        // Loads are translated by the dataset-controller, whatever the engine.
        List<Path> allEngines = new ArrayList<>(Build.withoutEngineClients(engine));
        allEngines.addAll(Build.jar("engine-jindo"));
        cluster.load(images.datasetController(allEngines, CONTROLLERS));
        cluster.load(images.alluxioRuntimeController(engine, CONTROLLERS));
        cluster.load(images.jindoRuntimeController(Build.classPath("engine-jindo"), CONTROLLERS));
        cluster.load(images.webhook(Build.classPath("fluid-webhook"), WEBHOOK));
        cluster.load(AlluxioImage.build(
                cluster.baseLayers(), CacheFolder.ofUser(), Build.home().resolve("e2e/images/alluxio")));
        cluster.load(images.s3Server());
        cluster.load(images.tools());
    }

    /**
     * Brings the image of a runtime controller with somebody else's engine to the node.
     *
     * @param repository name of the image; its tag is {@link FluidImages#TAG}
     * @param engine the engine's jar
     */
    public static void loadEngine(LocalCluster cluster, String repository, Path engine) {
        List<Path> classPath = Build.withoutEngineClients(Build.classPath("engine-alluxio"));
        cluster.load(
                new FluidImages(cluster.baseLayers()).runtimeController(repository, classPath, CONTROLLERS, engine));
    }

    private static void installChart(KubernetesClient client, Helm helm, Map<String, String> values) {
        Map<String, String> all = new java.util.TreeMap<>(Map.of(
                "image.tag", FluidImages.TAG,
                "runtime.alluxio.runtime.imageTag", AlluxioImage.TAG,
                "runtime.alluxio.fuse.imageTag", AlluxioImage.TAG));
        all.putAll(values);
        helm.install(RELEASE, NAMESPACE, Build.home().resolve("charts/fluid"), all);
        ALWAYS_ON.forEach(name -> client.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(name)
                .waitUntilReady(READY_SECONDS, TimeUnit.SECONDS));
    }
}
