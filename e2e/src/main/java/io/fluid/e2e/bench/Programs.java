package io.fluid.e2e.bench;

import io.fluid.e2e.image.BaseLayers;
import io.fluid.e2e.image.FluidImages;
import io.fluid.e2e.image.Image;
import io.fluid.e2e.image.UnpackedImage;
import io.fluid.e2e.install.ControlPlaneImages;
import io.fluid.e2e.install.Rehearsal;
import io.fluid.e2e.tools.CacheFolder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The programs of the control plane as their images start them, with the heap that the chart's limits leave. */
public final class Programs implements AutoCloseable {

    static final String DATASET_CONTROLLER = "dataset-controller";
    static final String WEBHOOK = "fluid-webhook";
    private static final String RUNTIME_CONTROLLER = "runtime-controller";
    // Half of the chart's memory limits; the largest of the controllers' is not needed here.
    private static final String CONTROLLER_HEAP = "-Xmx256m";
    private static final String WEBHOOK_HEAP = "-Xmx192m";

    private final Map<String, UnpackedImage> images = new TreeMap<>();

    private Programs() {}

    /** Makes the images, or finds them made, and unpacks them. */
    static Programs unpack(CacheFolder cache) {
        Programs programs = new Programs();
        try (Rehearsal rehearsal = new Rehearsal()) {
            FluidImages images = new FluidImages(new BaseLayers(cache), rehearsal).withoutSystem();
            for (Image image : new ControlPlaneImages(images).all()) {
                String name = image.name().replaceAll(".*/|:.*", "");
                programs.images.put(name, UnpackedImage.of(image));
            }
            return programs;
        } catch (RuntimeException e) {
            programs.close();
            throw e;
        }
    }

    /** The runtime controllers, by name. */
    List<String> runtimeControllers() {
        return images.keySet().stream()
                .filter(name -> name.endsWith(RUNTIME_CONTROLLER))
                .toList();
    }

    /** The engine that a runtime controller serves. */
    static String engine(String controller) {
        return controller.substring(0, controller.length() - RUNTIME_CONTROLLER.length());
    }

    ProcessBuilder process(String name) {
        return image(name).process(List.of(heap(name)), arguments(name));
    }

    ProcessBuilder withoutCache(String name) {
        return image(name).withoutCache(List.of(heap(name)), arguments(name));
    }

    private static String heap(String name) {
        return name.equals(WEBHOOK) ? WEBHOOK_HEAP : CONTROLLER_HEAP;
    }

    private UnpackedImage image(String name) {
        return java.util.Objects.requireNonNull(images.get(name), name);
    }

    private static List<String> arguments(String name) {
        if (name.equals(WEBHOOK)) {
            return WebhookProcess.ARGUMENTS;
        }
        List<String> arguments = new ArrayList<>();
        if (name.equals(DATASET_CONTROLLER)) {
            arguments.addAll(List.of(DATASET_CONTROLLER, "start"));
        } else {
            arguments.addAll(List.of(RUNTIME_CONTROLLER, "start", "--engine", engine(name)));
        }
        arguments.add("--enable-leader-election");
        return arguments;
    }

    @Override
    public void close() {
        images.values().forEach(UnpackedImage::close);
    }
}
