package io.fluid.e2e.cluster;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.e2e.tools.CacheFolder;
import io.fluid.e2e.tools.Command;
import io.fluid.e2e.tools.ContentKey;
import io.fluid.e2e.tools.FileTrees;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The node: mount, network and process namespaces of its own, held by one process. When that process ends, however it
 * ends, the kernel ends all the others and removes every mount, link, address and firewall rule that they made. So
 * nothing has to be undone on the machine but two links' worth of routes, which go with the link, and cgroups.
 */
final class Node {

    static final String NAME = "fluid-node";
    static final String ADDRESS = "10.88.0.1";
    static final String PODS = "10.88.0.0/16";
    static final String BRIDGE = "cni0";
    /**
     * Under which the kubelet makes the cgroups of pods, and removes those that it does not know: the cluster of another
     * cache folder has its own.
     */
    static final String CGROUP = "fluid-local-"
            + ContentKey.of(CacheFolder.ofUser().root().toString()).hex().substring(0, 8);

    private static final String LINK = "fluid-local";
    private static final String MACHINE_SIDE = "10.89.0.1";
    private static final String NODE_SIDE = "10.89.0.2";
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    // Paths that programs on a node use without being asked: here they lie in the run folder.
    private static final List<String> PRIVATE = List.of(
            "/var/lib/kubelet",
            "/var/lib/cni",
            "/var/log/pods",
            "/var/log/containers",
            "/run/containerd",
            "/run/netns",
            "/runtime-mnt");

    private final Path folder;
    private final long pid;

    private Node(Path folder, long pid) {
        this.folder = folder;
        this.pid = pid;
    }

    /** What is known about a node after the process that started it has gone. */
    private record Trace(
            @JsonProperty("pid") long pid,
            @JsonProperty("started") String started,
            @JsonProperty("createdFolders") List<String> createdFolders) {}

    /**
     * Makes the namespaces.
     *
     * @param init the program that holds them
     * @param detached whether the node outlives this process
     */
    static Node start(Path folder, Path init, boolean detached) {
        List<String> created = missing();
        created.forEach(path -> FileTrees.createDirectories(Path.of(path)));
        List<String> line = new ArrayList<>(List.of("setsid", "unshare", "--mount", "--propagation", "slave"));
        line.addAll(List.of("--net", "--pid", "--fork", "--mount-proc", "--", init.toString()));
        ProcessBuilder builder = new ProcessBuilder(line);
        if (detached) {
            builder.redirectInput(Path.of("/dev/null").toFile());
        } else {
            // Our end of the pipe closes when we die, even by SIGKILL.
            line.add("-exit-with-stdin");
        }
        Daemon holder = Daemon.start("node", folder.resolve("logs"), builder);
        holder.await("start its first process", () -> child(holder.process()).isPresent());
        Node node = new Node(folder, child(holder.process()).orElseThrow());
        Trace trace = new Trace(node.pid, started(node.pid).orElse(""), created);
        try {
            Files.writeString(folder.resolve("node.json"), Serialization.asJson(trace));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        node.setUpMounts();
        node.setUpNetwork();
        return node;
    }

    /** The node that lives in the run folder, if it does. */
    static Optional<Node> find(Path folder) {
        return trace(folder)
                .filter(trace ->
                        started(trace.pid()).filter(trace.started()::equals).isPresent())
                .map(trace -> new Node(folder, trace.pid()));
    }

    private static Optional<Trace> trace(Path folder) {
        Path file = folder.resolve("node.json");
        try {
            return Files.exists(file)
                    ? Optional.of(Serialization.unmarshal(Files.readString(file), Trace.class))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A command that runs inside. */
    Command command(String... line) {
        return Command.of(inside()).with(line);
    }

    /** Starts a program that lives as long as the node. */
    Daemon launch(String name, List<String> line) {
        List<String> full = new ArrayList<>(List.of("setsid"));
        full.addAll(inside());
        full.addAll(line);
        ProcessBuilder builder = new ProcessBuilder(full);
        builder.redirectInput(Path.of("/dev/null").toFile());
        // A proxy of the machine must not get between the parts of the cluster.
        builder.environment()
                .keySet()
                .removeIf(variable -> variable.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        return Daemon.start(name, folder.resolve("logs"), builder);
    }

    private List<String> inside() {
        return List.of("nsenter", "--target", Long.toString(pid), "--mount", "--net", "--pid", "--");
    }

    /** A path of the node as this machine sees it, mounts included. */
    Path path(String path) {
        return Path.of("/proc", Long.toString(pid), "root").resolve(path.substring(1));
    }

    /** Every mount point of the node, in the order of mounting. */
    List<String> mountPoints() {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "mountinfo"))) {
            return lines.map(line -> line.split(" ")[4]).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void setUpMounts() {
        command("mount", "--make-rshared", "/").run();
        for (String path : PRIVATE) {
            Path source = FileTrees.createDirectories(folder.resolve("node" + path));
            command("mount", "--bind", source.toString(), path).run();
        }
        command("mount", "-t", "tmpfs", "tmpfs", "/dev/shm").run();
    }

    private void setUpNetwork() {
        removeLink();
        ip("link", "add", LINK, "type", "veth", "peer", "name", "eth0", "netns", Long.toString(pid));
        ip("address", "add", MACHINE_SIDE + "/30", "dev", LINK);
        ip("link", "set", LINK, "up");
        inside("ip", "address", "add", NODE_SIDE + "/30", "dev", "eth0");
        inside("ip", "link", "set", "eth0", "up");
        inside("ip", "link", "set", "lo", "up");
        inside("ip", "link", "add", BRIDGE, "type", "bridge");
        inside("ip", "address", "add", ADDRESS + "/16", "dev", BRIDGE);
        inside("ip", "link", "set", BRIDGE, "up");
        inside("sysctl", "-qw", "net.ipv4.ip_forward=1");
        // Without a route the kernel refuses before kube-proxy's rules see the packet: pods in the node's network
        // would reach no service, not even cluster DNS.
        inside("ip", "route", "add", ControlPlane.SERVICES, "dev", BRIDGE);
        ip("route", "add", PODS, "via", NODE_SIDE);
        ip("route", "add", ControlPlane.SERVICES, "via", NODE_SIDE);
    }

    private static void ip(String... arguments) {
        Command.of("ip").with(arguments).run();
    }

    private void inside(String... line) {
        command(line).run();
    }

    private static void removeLink() {
        // Asked of the network namespace that this process is in: /sys shows that of whoever mounted it.
        if (Command.of("ip", "link", "show", LINK).succeeds()) {
            ip("link", "delete", LINK);
        }
    }

    /** Ends the node of that run folder, if it lives, and removes its folder and what it left on the machine. */
    static void remove(Path folder) {
        find(folder).ifPresent(Node::kill);
        removeLink();
        removeCgroups();
        List<String> created = trace(folder).map(Trace::createdFolders).orElse(List.of());
        FileTrees.delete(folder);
        for (String path : created.reversed()) {
            try {
                Files.deleteIfExists(Path.of(path));
            } catch (IOException e) {
                throw new UncheckedIOException("removing " + path, e);
            }
        }
    }

    private void kill() {
        ProcessHandle.of(pid).ifPresent(process -> {
            process.destroyForcibly();
            // The first process of a namespace ends after all the others.
            process.onExit().join();
        });
    }

    private static void removeCgroups() {
        if (!Files.isDirectory(CGROUPS)) {
            return;
        }
        try (Stream<Path> hierarchies = Files.list(CGROUPS)) {
            for (Path hierarchy : hierarchies.toList()) {
                removeCgroup(hierarchy.resolve(CGROUP));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        removeCgroup(CGROUPS.resolve(CGROUP));
    }

    /** A cgroup is removed as a folder, although it seems to hold files. */
    private static void removeCgroup(Path cgroup) {
        if (!Files.isDirectory(cgroup)) {
            return;
        }
        try (Stream<Path> children = Files.list(cgroup)) {
            children.filter(Files::isDirectory).forEach(Node::removeCgroup);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            Files.delete(cgroup);
        } catch (IOException e) {
            throw new UncheckedIOException("removing the cgroup " + cgroup, e);
        }
    }

    /** The kubelet wants the root of its cgroups to exist. */
    static void createCgroups() {
        if (Files.exists(CGROUPS.resolve("cgroup.controllers"))) {
            FileTrees.createDirectories(CGROUPS.resolve(CGROUP));
            return;
        }
        try (Stream<Path> hierarchies = Files.list(CGROUPS)) {
            hierarchies
                    .filter(hierarchy -> Files.exists(hierarchy.resolve("cgroup.procs")))
                    .forEach(hierarchy -> FileTrees.createDirectories(hierarchy.resolve(CGROUP)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> missing() {
        List<String> paths = new ArrayList<>();
        for (String path : PRIVATE) {
            for (Path part = Path.of(path); part != null && !Files.exists(part); part = part.getParent()) {
                paths.add(part.toString());
            }
        }
        return paths.stream().distinct().sorted().toList();
    }

    private static Optional<Long> child(Process process) {
        return process.toHandle()
                .children()
                .filter(child -> child.info()
                        .command()
                        .filter(path -> path.endsWith("/init"))
                        .isPresent())
                .map(ProcessHandle::pid)
                .findFirst();
    }

    /** When a process started: with the process id, a name that is never given twice. */
    private static Optional<String> started(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.UTF_8);
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19]);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
