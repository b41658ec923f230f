package io.fluid.e2e.image;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Puts an image together, layer by layer. */
public final class ImageBuilder {

    private final Layers cache;
    private final String name;
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final Map<String, String> labels = new LinkedHashMap<>();
    private List<String> entrypoint = List.of();
    private List<String> arguments = List.of();
    private String workingDirectory = "/";
    private String user = "";

    ImageBuilder(Layers cache, String name) {
        this.cache = cache;
        this.name = name;
        environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    }

    /** Starts an image of that name, as pods will write it: {@code fluidcloudnative/dataset-controller:dev}. */
    public static ImageBuilder image(Layers cache, String name) {
        return new ImageBuilder(cache, name);
    }

    /** Puts existing layers on top. */
    public ImageBuilder from(Layer... base) {
        layers.addAll(List.of(base));
        return this;
    }

    /** Puts an existing layer below all others. */
    public ImageBuilder on(Layer bottom) {
        layers.addFirst(bottom);
        return this;
    }

    /** Puts a layer with a folder of the machine on top. */
    public ImageBuilder addDirectory(Path source, String target) {
        return layer(content -> content.directory(source, target));
    }

    /** Puts a layer with one file of the machine on top. */
    public ImageBuilder addFile(Path source, String target) {
        return layer(content -> content.file(source, target));
    }

    /** Puts one layer on top that holds all that {@code filling} adds. */
    public ImageBuilder layer(Consumer<LayerContent> filling) {
        layers.add(cache.of(filling));
        return this;
    }

    public ImageBuilder env(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public ImageBuilder label(String key, String value) {
        labels.put(key, value);
        return this;
    }

    public ImageBuilder entrypoint(String... line) {
        entrypoint = List.of(line);
        return this;
    }

    /** The arguments that a container gets which names none. */
    public ImageBuilder arguments(String... line) {
        arguments = List.of(line);
        return this;
    }

    public ImageBuilder workingDirectory(String folder) {
        workingDirectory = folder;
        return this;
    }

    /** A numeric user, {@code 65532} or {@code 65532:65532}; root when not set. */
    public ImageBuilder user(String id) {
        user = id;
        return this;
    }

    public Image build() {
        Map<String, Object> container = Json.object(
                "Env",
                environment.entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .toList(),
                "WorkingDir",
                workingDirectory);
        if (!entrypoint.isEmpty()) {
            container.put("Entrypoint", entrypoint);
        }
        if (!arguments.isEmpty()) {
            container.put("Cmd", arguments);
        }
        if (!user.isEmpty()) {
            container.put("User", user);
        }
        if (!labels.isEmpty()) {
            container.put("Labels", labels);
        }
        Map<String, Object> configuration = Json.object(
                "architecture",
                architecture(),
                "os",
                "linux",
                "config",
                container,
                "rootfs",
                Json.object(
                        "type",
                        "layers",
                        "diff_ids",
                        layers.stream().map(Layer::digest).toList()));
        return new Image(name, new String(Json.bytes(configuration), StandardCharsets.UTF_8), layers);
    }

    private static String architecture() {
        String machine = System.getProperty("os.arch");
        return machine.equals("aarch64") ? "arm64" : machine;
    }
}
