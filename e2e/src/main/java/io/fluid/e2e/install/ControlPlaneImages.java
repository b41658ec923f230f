package io.fluid.e2e.install;

import io.fluid.e2e.image.FluidImages;
import io.fluid.e2e.image.Image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The images of the control plane, from what {@code mvn package} left. */
public final class ControlPlaneImages {

    private static final String CONTROLLERS = "io.fluid.core.launcher.Main";
    private static final String WEBHOOK = "io.fluid.webhook.Main";

    private final FluidImages images;

    public ControlPlaneImages(FluidImages images) {
        this.images = images;
    }

    public Image datasetController() {
        // Loads are translated by the dataset-controller, whatever the engine.
        List<Path> allEngines = new ArrayList<>(Build.withoutEngineClients(Build.classPath("engine-alluxio")));
        allEngines.addAll(Build.jar("engine-jindo"));
        allEngines.addAll(Build.jar("engine-juicefs"));
        return images.datasetController(allEngines, CONTROLLERS);
    }

    public Image alluxioRuntimeController() {
        return images.alluxioRuntimeController(Build.classPath("engine-alluxio"), CONTROLLERS);
    }

    public Image jindoRuntimeController() {
        return images.jindoRuntimeController(Build.classPath("engine-jindo"), CONTROLLERS);
    }

    public Image juiceFSRuntimeController() {
        return images.juiceFSRuntimeController(
                Build.classPath("engine-juicefs"), CONTROLLERS, Build.home().resolve("engine-juicefs/target/hadoop"));
    }

    public Image webhook() {
        // It holds runtimes to the rules of their engines, and never talks to a cache.
        List<Path> classPath = new ArrayList<>(Build.classPath("fluid-webhook"));
        for (String engine : List.of("engine-alluxio", "engine-jindo", "engine-juicefs")) {
            classPath.addAll(Build.jar(engine));
        }
        return images.webhook(classPath, WEBHOOK);
    }

    /**
     * A runtime controller with somebody else's engine.
     *
     * @param repository name of the image; its tag is {@link FluidImages#TAG}
     * @param engine the engine's jar
     */
    public Image runtimeController(String repository, Path engine) {
        List<Path> classPath = Build.withoutEngineClients(Build.classPath("engine-alluxio"));
        return images.runtimeController(repository, classPath, CONTROLLERS, engine);
    }

    /** All that the chart installs. */
    public List<Image> all() {
        return List.of(
                datasetController(),
                alluxioRuntimeController(),
                jindoRuntimeController(),
                juiceFSRuntimeController(),
                webhook());
    }
}
