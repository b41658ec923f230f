package io.fluid.e2e.cluster;

import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import io.fluid.e2e.image.Image;
import io.fluid.e2e.tools.Command;
import io.fluid.e2e.tools.FileTrees;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The container runtime of a node. Its images outlive the cluster, so that the next one need not import them. */
final class Containerd {

    private static final String KUBERNETES = "k8s.io";
    private static final List<Path> CNI_FOLDERS = List.of(Path.of("/opt/cni/bin"), Path.of("/usr/lib/cni"));

    private final Node node;
    private final Path folder;
    private final Path images;

    Containerd(Node node, Path folder, Path images) {
        this.node = node;
        this.folder = FileTrees.createDirectories(folder);
        this.images = FileTrees.createDirectories(images);
    }

    Path socket() {
        return folder.resolve("containerd.sock");
    }

    void start(String pauseImage) {
        try {
            Path networks = FileTrees.createDirectories(folder.resolve("cni"));
            Files.writeString(networks.resolve("10-pods.conflist"), Json.text(network()));
            Files.writeString(
                    folder.resolve("config.toml"), new TomlMapper().writeValueAsString(configuration(pauseImage)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Daemon first = launch();
        List<String> left = containers();
        if (!left.isEmpty()) {
            // A cluster that was killed left them; the runtime has taken them for its own and must start afresh.
            removeContainerRecords();
            node.command("pkill", "--exact", "containerd").run();
            first.process().onExit().join();
            launch();
        }
    }

    private Daemon launch() {
        Daemon daemon = node.launch(
                "containerd",
                List.of("containerd", "--config", folder.resolve("config.toml").toString()));
        daemon.await("answer", () -> Files.exists(socket()) && ctr("version").succeeds());
        return daemon;
    }

    /** Imports an image unless the very same is there. Layers that are there are not sent again. */
    boolean load(Image image) {
        Map<String, String> present = images();
        if (image.digest().equals(present.get(image.fullName()))) {
            return false;
        }
        Set<String> blobs =
                Set.copyOf(ctr("content", "ls", "--quiet").output().lines().toList());
        ctr("images", "import", "-").run(stdin -> {
            try (BufferedOutputStream out = new BufferedOutputStream(stdin, 1 << 20)) {
                image.writeTo(out, blobs);
            }
        });
        return true;
    }

    private Map<String, String> images() {
        return ctr("images", "ls")
                .output()
                .lines()
                .skip(1)
                .map(line -> line.split("\\s+"))
                .collect(Collectors.toMap(columns -> columns[0], columns -> columns[2], (first, _) -> first));
    }

    List<String> containers() {
        return ctr("containers", "ls", "--quiet").output().lines().toList();
    }

    /** Ends everything on the node but this runtime, then every container, and removes its file system. */
    void removeContainers() {
        // The kubelet would bring containers back; where nothing of the kind runs, pkill says so with an error.
        node.command("pkill", "-KILL", "--exact", "localkube").succeeds();
        List<String> tasks = ctr("tasks", "ls", "--quiet").output().lines().toList();
        if (!tasks.isEmpty()) {
            // A task that ended meanwhile makes an error of it; what is left shows when its container is removed.
            ctr("tasks", "rm", "--force").with(tasks).succeeds();
        }
        removeContainerRecords();
    }

    private void removeContainerRecords() {
        List<String> containers = containers();
        if (!containers.isEmpty()) {
            ctr("containers", "rm").with(containers).run();
        }
    }

    /** The process of a container, by its id on the node. */
    long process(String container) {
        return ctr("tasks", "ls")
                .output()
                .lines()
                .map(line -> line.split("\\s+"))
                .filter(columns -> columns[0].equals(container))
                .map(columns -> Long.parseLong(columns[1]))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("container " + container + " does not run"));
    }

    private Command ctr(String... arguments) {
        return node.command("ctr", "--address", socket().toString(), "--namespace", KUBERNETES)
                .with(arguments);
    }

    private Map<String, Object> configuration(String pauseImage) {
        return Map.of(
                "version",
                2,
                "root",
                images.toString(),
                "state",
                folder.resolve("state").toString(),
                "grpc",
                Map.of("address", socket().toString()),
                "plugins",
                Map.of(
                        "io.containerd.grpc.v1.cri",
                        Map.of(
                                "sandbox_image",
                                pauseImage,
                                // Where CAP_SYS_RESOURCE is missing, runc dies of a negative score.
                                "restrict_oom_score_adj",
                                true,
                                "cni",
                                Map.of(
                                        "bin_dir",
                                        cniFolder().toString(),
                                        "conf_dir",
                                        folder.resolve("cni").toString()),
                                "containerd",
                                Map.of(
                                        "default_runtime_name",
                                        "runc",
                                        "runtimes",
                                        Map.of("runc", Map.of("runtime_type", "io.containerd.runc.v2"))))));
    }

    private static Path cniFolder() {
        return CNI_FOLDERS.stream()
                .filter(candidate -> Files.isExecutable(candidate.resolve("bridge")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no CNI plugins in " + CNI_FOLDERS + "; install the package containernetworking-plugins"));
    }

    private Map<String, Object> network() {
        Map<String, Object> bridge = Map.of(
                "type",
                "bridge",
                "bridge",
                Node.BRIDGE,
                "isGateway",
                true,
                "ipMasq",
                true,
                "hairpinMode",
                true,
                "ipam",
                Map.of(
                        "type",
                        "host-local",
                        "dataDir",
                        folder.resolve("addresses").toString(),
                        "ranges",
                        List.of(List.of(Map.of("subnet", Node.PODS))),
                        "routes",
                        List.of(Map.of("dst", "0.0.0.0/0"))));
        Map<String, Object> ports = Map.of("type", "portmap", "capabilities", Map.of("portMappings", true));
        return Map.of("cniVersion", "0.4.0", "name", "pods", "plugins", List.of(bridge, ports));
    }
}
