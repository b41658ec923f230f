package io.fluid.engine.alluxio;

import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.EngineSettings;
import io.fluid.core.spi.MeasuresStorage.StorageTotals;
import io.fluid.engine.alluxio.AlluxioClient.Address;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs Alluxio's own processes with the rendered configuration and the scripts of the containers. {@code
 * -Dalluxio.home=} names a folder with the image's {@code lib}, {@code bin}, {@code conf} and {@code entrypoint.sh}.
 */
@Tag("real")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RealAlluxioTest {

    private static final Path HOME = Path.of(System.getProperty("alluxio.home", "/opt/alluxio"));
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int FILE_BYTES = 5_000_000;

    @TempDir
    private Path folder;

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
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

    @Test
    void cachesMountsCountsAndFrees() throws Exception {
        Path storage = Files.createDirectories(folder.resolve("it's $(a) ü/sub"));
        byte[] content = new byte[FILE_BYTES];
        new Random(1).nextBytes(content);
        Files.write(storage.resolve("one two.bin"), content);
        Files.write(storage.resolve("three.bin"), new byte[10]);
        AlluxioPlan plan = plan(storage);
        AlluxioClient client =
                new LiveAlluxioClient(new Address(List.of("127.0.0.1"), plan.port(Port.RPC), plan.port(Port.WEB)));

        start(Component.JOB_WORKER, plan, Scripts.JOB_WORKER);
        start(Component.MASTER, plan, Scripts.MASTER);
        start(Component.MASTER, plan, Scripts.MOUNTS);
        start(Component.JOB_MASTER, plan, "", "job-master");
        start(Component.WORKER, plan, "", "worker-only", "--no-format");
        await(folder.resolve("mounted"));

        Process load = start(Component.CLIENT, plan, Scripts.LOAD);
        assertThat(load.waitFor())
                .as(Files.readString(output(Component.CLIENT)))
                .isZero();
        assertThat(client.totals(DEADLINE)).isEqualTo(new StorageTotals(FILE_BYTES + 10, 2));
        CacheUsage loaded = client.usage(DEADLINE);
        assertThat(loaded.capacityBytes()).isEqualTo(64L << 20);
        assertThat(loaded.cachedBytes()).isEqualTo(FILE_BYTES + 10);

        Path mount = folder.resolve("mount");
        start(Component.FUSE, plan, "", "fuse", plan.fuse().arguments().get(1), mount.toString(), "/");
        await(mount.resolve("one two.bin"));
        assertThat(Files.readAllBytes(mount.resolve("one two.bin"))).isEqualTo(content);

        client.free(DEADLINE);
        while (client.usage(DEADLINE).cachedBytes() > 0) {
            Thread.onSpinWait();
        }
    }

    private AlluxioPlan plan(Path storage) throws IOException {
        CacheRequest request = Requests.of(
                "mounts: [{mountPoint: \"file://" + storage + "\", path: /}]",
                "tieredstore: {levels: [{mediumtype: SSD, path: '" + folder.resolve("tier") + "', quota: 64Mi}]}\n"
                        + "master: {jvmOptions: ['-Xmx128m']}\n");
        Map<String, Integer> ports = new TreeMap<>();
        for (Port port : Port.values()) {
            try (ServerSocket socket = new ServerSocket(0)) {
                ports.put(port.claim(), socket.getLocalPort());
            }
        }
        return new AlluxioPlanner(Images.from(new EngineSettings(Map.of())))
                .plan(new CacheRequest(request.dataset(), request.runtime(), request.cluster(), ports));
    }

    /** Starts a script, or the entry point with arguments when there is no script. */
    private Process start(Component component, AlluxioPlan plan, String script, String... arguments)
            throws IOException {
        Path own = Files.createDirectories(folder.resolve(component.container()));
        Map<String, String> properties = new TreeMap<>(plan.process(component).properties());
        properties.putAll(Map.of(
                "alluxio.master.hostname", "127.0.0.1",
                "alluxio.job.master.hostname", "127.0.0.1",
                "alluxio.worker.hostname", "127.0.0.1",
                "alluxio.work.dir", own.toString(),
                "alluxio.master.journal.folder", folder.resolve("journal").toString()));
        Files.createDirectories(folder.resolve("journal"));
        Files.writeString(own.resolve("properties"), PropertiesFile.text(properties));
        Files.writeString(own.resolve("alluxio-site.properties"), PropertiesFile.text(properties));
        Files.writeString(own.resolve("mounts"), MountFile.text(plan.mounts()));

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
        builder.environment().putAll(environment(component, plan, own));
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output(component).toFile())
                .start();
        processes.add(process);
        return process;
    }

    private Map<String, String> environment(Component component, AlluxioPlan plan, Path own) {
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
        environment.put("FLUID_MOUNTS", own.resolve("mounts").toString());
        environment.put("FLUID_SECRETS", own.toString());
        environment.put("FLUID_JOURNAL", folder.resolve("journal").toString());
        environment.put("FLUID_MOUNTED", folder.resolve("mounted").toString());
        environment.put("FLUID_TERMINATION_LOG", own.resolve("termination").toString());
        environment.put("FLUID_ENTRYPOINT", HOME.resolve("entrypoint.sh").toString());
        environment.put("FLUID_ALLUXIO", HOME.resolve("bin/alluxio").toString());
        environment.put("FLUID_APPLIED", own.resolve("applied").toString());
        environment.put("FLUID_LOAD_PIN", "true");
        environment.put("FLUID_PAUSE", "1");
        environment.put("FLUID_STEADY", "60");
        environment.put("FLUID_LOAD_METADATA", "true");
        environment.put("FLUID_LOAD_COUNT", "1");
        environment.put("FLUID_LOAD_PATH_0", "/");
        environment.put("FLUID_LOAD_REPLICAS_0", "1");
        return environment;
    }

    private Path output(Component component) {
        return folder.resolve(component.container() + ".log");
    }

    private void await(Path file) throws Exception {
        while (!Files.exists(file)) {
            for (Process process : processes) {
                // Waiting on a process is waiting for whichever comes first: its end or the next look.
                if (process.waitFor(50, TimeUnit.MILLISECONDS) && process.exitValue() != 0) {
                    throw new AssertionError(process.info() + " ended: "
                            + Files.readString(output(Component.MASTER))
                                    .lines()
                                    .filter(line -> !line.contains("deprecated"))
                                    .toList());
                }
            }
        }
    }
}
