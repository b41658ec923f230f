package io.fluid.engine.alluxio;

import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.EngineSettings;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Runs Alluxio's own processes with the rendered configuration and the scripts of the containers. {@code
 * -Dalluxio.home=} names a folder with the image's {@code lib}, {@code bin}, {@code conf} and {@code entrypoint.sh}.
 */
final class RealAlluxio implements AutoCloseable {

    private static final Path HOME = Path.of(System.getProperty("alluxio.home", "/opt/alluxio"));

    private final Path folder;
    private final List<Process> processes = new ArrayList<>();
    private final Map<Process, Path> outputs = new LinkedHashMap<>();

    RealAlluxio(Path folder) {
        this.folder = folder;
    }

    static AlluxioPlan plan(String datasetSpec, String runtimeSpec) throws IOException {
        CacheRequest request = Requests.of(datasetSpec, runtimeSpec);
        Map<String, Integer> ports = new TreeMap<>();
        for (Port port : Port.values()) {
            ports.put(port.claim(), freePort());
        }
        return new AlluxioPlanner(Images.from(new EngineSettings(Map.of())))
                .plan(new CacheRequest(request.dataset(), request.runtime(), request.cluster(), ports));
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /**
     * Where a pod's processes are.
     *
     * @param name of its folder
     * @param host its address
     * @param properties that only this pod has
     */
    record Pod(String name, String host, Map<String, String> properties) {
        static final Pod ONLY = new Pod("only", "127.0.0.1", Map.of());
    }

    /** Writes the list of mounts of a pod as the kubelet does. */
    void mounts(Pod pod, AlluxioPlan plan) throws IOException {
        Path config = Files.createDirectories(folder(pod).resolve("config"));
        Path version = Files.createTempDirectory(config, "..version");
        Files.writeString(version.resolve("mounts"), MountFile.text(plan.mounts()));
        Path link = config.resolve("..data_tmp");
        Files.createSymbolicLink(link, version.getFileName());
        Files.move(link, config.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        if (!Files.isSymbolicLink(config.resolve("mounts"))) {
            Files.createSymbolicLink(config.resolve("mounts"), Path.of("..data/mounts"));
        }
    }

    /** Starts a script, or the entry point with arguments when there is no script. */
    Process start(Pod pod, Component component, AlluxioPlan plan, String script, String... arguments)
            throws IOException {
        Path own = Files.createDirectories(folder(pod).resolve(component.container()));
        Path shared = folder(pod);
        Map<String, String> properties = new TreeMap<>(plan.process(component).properties());
        properties.putAll(Map.of(
                "alluxio.work.dir", own.toString(),
                "alluxio.master.journal.folder", journal(pod).toString()));
        if (!plan.highlyAvailable()) {
            properties.put("alluxio.master.hostname", pod.host());
            properties.put("alluxio.job.master.hostname", pod.host());
        }
        properties.put("alluxio.worker.hostname", pod.host());
        properties.putAll(pod.properties());
        Files.createDirectories(journal(pod));
        Files.writeString(own.resolve("properties"), PropertiesFile.text(properties));
        if (component != Component.MASTER) {
            Files.writeString(own.resolve("alluxio-site.properties"), PropertiesFile.text(properties));
        }
        List<String> command = new ArrayList<>();
        if (script.isEmpty()) {
            command.add(HOME.resolve("entrypoint.sh").toString());
            command.addAll(List.of(arguments));
        } else {
            Files.writeString(own.resolve(script), Scripts.text(script));
            Files.writeString(own.resolve(Scripts.SECRETS), Scripts.text(Scripts.SECRETS));
            command.addAll(List.of("sh", own.resolve(script).toString()));
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().putAll(environment(component, plan, own, shared));
        Path output = shared.resolve(component.container() + processes.size() + ".log");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        processes.add(process);
        outputs.put(process, output);
        return process;
    }

    private static Map<String, String> environment(Component component, AlluxioPlan plan, Path own, Path shared) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("ALLUXIO_HOME", HOME.toString());
        environment.put("ALLUXIO_LOGS_DIR", own.toString());
        environment.put("ALLUXIO_JAVA_OPTS", "-Dalluxio.site.conf.dir=" + own + "/");
        environment.put("ALLUXIO_USER_JAVA_OPTS", "-Xmx128m");
        environment.put(
                component.javaOptions(),
                String.join(" ", plan.process(component).jvmOptions()));
        environment.put("FLUID_PROPERTIES", own.resolve("properties").toString());
        environment.put("FLUID_SITE", own.resolve("alluxio-site.properties").toString());
        environment.put("FLUID_MOUNTS", shared.resolve("config/mounts").toString());
        environment.put("FLUID_SECRETS", own.toString());
        environment.put("FLUID_JOURNAL", shared.resolve("journal").toString());
        environment.put("FLUID_MOUNTED", shared.resolve("mounted").toString());
        environment.put("FLUID_APPLIED", shared.resolve("applied").toString());
        environment.put("FLUID_TERMINATION_LOG", own.resolve("termination").toString());
        environment.put("FLUID_ENTRYPOINT", HOME.resolve("entrypoint.sh").toString());
        environment.put("FLUID_ALLUXIO", HOME.resolve("bin/alluxio").toString());
        environment.put("FLUID_PAUSE", "1");
        environment.put("FLUID_STEADY", "60");
        environment.put("FLUID_LOAD_METADATA", "true");
        environment.put("FLUID_LOAD_PIN", "true");
        environment.put("FLUID_LOAD_COUNT", "1");
        environment.put("FLUID_LOAD_PATH_0", "/");
        environment.put("FLUID_LOAD_REPLICAS_0", "1");
        return environment;
    }

    /** Runs a command of Alluxio's to its end and gives its answer. */
    String tool(AlluxioPlan plan, String... arguments) throws Exception {
        Path own = Files.createDirectories(folder.resolve("tool"));
        Map<String, String> properties =
                new TreeMap<>(plan.process(Component.CLIENT).properties());
        properties.put("alluxio.master.hostname", Pod.ONLY.host());
        Files.writeString(own.resolve("alluxio-site.properties"), PropertiesFile.text(properties));
        List<String> command =
                new ArrayList<>(List.of(HOME.resolve("bin/alluxio").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment(Component.CLIENT, plan, own, own));
        Process process = builder.start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError(command + " failed: " + answer);
        }
        return answer;
    }

    Path folder(Pod pod) {
        return folder.resolve(pod.name());
    }

    Path journal(Pod pod) {
        return folder(pod).resolve("journal");
    }

    /** Says that everything is mounted. */
    Path mounted(Pod pod) {
        return folder(pod).resolve("mounted");
    }

    String output(Process process) throws IOException {
        return Files.readString(outputs.get(process));
    }

    /** Waits for a file; the end of a process with an error ends that. */
    void await(Path file) throws Exception {
        while (!Files.exists(file)) {
            for (Process process : processes) {
                // Waiting on a process is waiting for whichever comes first: its end or the next look.
                if (process.waitFor(50, TimeUnit.MILLISECONDS) && process.exitValue() != 0) {
                    throw new AssertionError(process.info() + " ended: " + output(process));
                }
            }
        }
    }

    /** Kills a process as a lost node does. */
    void kill(Process process) throws InterruptedException {
        processes.remove(process);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws Exception {
        // The fuse client first, while its master is there.
        for (int i = processes.size() - 1; i >= 0; i--) {
            Process process = processes.get(i);
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
            }
        }
    }
}
