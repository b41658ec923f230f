package io.fluid.engine.alluxio;

import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.MeasuresStorage.StorageTotals;
import io.fluid.engine.alluxio.AlluxioClient.Address;
import io.fluid.engine.alluxio.RealAlluxio.Pod;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** See {@link RealAlluxio}. */
@Tag("real")
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class RealAlluxioTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final int FILE_BYTES = 5_000_000;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path folder;

    private RealAlluxio alluxio;

    @BeforeEach
    void prepare() {
        alluxio = new RealAlluxio(folder);
    }

    @AfterEach
    void stop() throws Exception {
        alluxio.close();
    }

    @Test
    void cachesMountsCountsAndFrees() throws Exception {
        Path storage = Files.createDirectories(folder.resolve("it's $(a) ü/sub"));
        byte[] content = random(storage.resolve("one two.bin"));
        Files.write(storage.resolve("three.bin"), new byte[10]);
        AlluxioPlan plan = RealAlluxio.plan("mounts: [" + mount(storage, "/", "") + "]", tier());
        AlluxioClient client = client(plan);

        alluxio.start(Pod.ONLY, Component.JOB_WORKER, plan, Scripts.JOB_WORKER);
        startMaster(Pod.ONLY, plan);
        alluxio.start(Pod.ONLY, Component.JOB_MASTER, plan, "", "job-master");
        alluxio.start(Pod.ONLY, Component.WORKER, plan, "", "worker-only", "--no-format");
        alluxio.await(alluxio.mounted(Pod.ONLY));

        Process load = alluxio.start(Pod.ONLY, Component.CLIENT, plan, Scripts.LOAD);
        assertThat(load.waitFor()).as(alluxio.output(load)).isZero();
        assertThat(client.totals(DEADLINE)).isEqualTo(new StorageTotals(FILE_BYTES + 10, 2));
        CacheUsage loaded = client.usage(DEADLINE);
        assertThat(loaded.capacityBytes()).isEqualTo(64L << 20);
        assertThat(loaded.cachedBytes()).isEqualTo(FILE_BYTES + 10);

        Path mount = startFuse(plan);
        alluxio.await(mount.resolve("one two.bin"));
        assertThat(Files.readAllBytes(mount.resolve("one two.bin"))).isEqualTo(content);

        client.free(DEADLINE);
        waiting().until(() -> client.usage(DEADLINE).cachedBytes() == 0);
    }

    @Test
    void mountsComeChangeAndGoWhileAReaderReads() throws Exception {
        Path first = Files.createDirectories(folder.resolve("first"));
        byte[] content = random(first.resolve("file"));
        Path second = Files.createDirectories(folder.resolve("second, $(b)"));
        Files.writeString(second.resolve("other"), "other");
        String kept = mount(first, "/kept", "");
        String soon = "properties: {alluxio.user.metadata.cache.expiration.time: 1sec}\n" + tier();
        AlluxioPlan plan = RealAlluxio.plan("mounts: [" + kept + "]", soon);
        AlluxioClient client = client(plan);
        startMaster(Pod.ONLY, plan);
        alluxio.start(Pod.ONLY, Component.WORKER, plan, "", "worker-only", "--no-format");
        alluxio.await(alluxio.mounted(Pod.ONLY));
        Path mount = startFuse(plan);
        alluxio.await(mount.resolve("kept/file"));
        assertThat(pending(plan, client)).isEmpty();

        AlluxioPlan more = withMounts(plan, kept, mount(second, "/new", "options: {a.b: c, s3a.secretKey: hidden}"));
        assertThat(pending(more, client)).containsExactly("file://" + second + " at /new is not mounted yet");
        alluxio.mounts(Pod.ONLY, more);
        alluxio.await(mount.resolve("new/other"));
        awaitServed(more, client);
        assertThat(Files.readString(mount.resolve("new/other"))).isEqualTo("other");

        AlluxioPlan changed =
                withMounts(plan, kept, mount(second, "/new", "readOnly: true, options: {a.b: d, s3a.secretKey: x}"));
        assertThat(pending(changed, client)).hasSize(1);
        alluxio.mounts(Pod.ONLY, changed);
        awaitServed(changed, client);

        alluxio.mounts(Pod.ONLY, plan);
        awaitServed(plan, client);
        assertThat(Files.readAllBytes(mount.resolve("kept/file"))).isEqualTo(content);
    }

    @Test
    void anotherMasterTakesOver() throws Exception {
        Path storage = Files.createDirectories(folder.resolve("storage"));
        Files.writeString(storage.resolve("file"), "x");
        AlluxioPlan plan = RealAlluxio.plan(
                "mounts: [" + mount(storage, "/data", "") + "]",
                "master: {replicas: 3, jvmOptions: ['-Xmx160m']}\n" + tier());
        AlluxioClient client = new LiveAlluxioClient(
                new Address(List.of("127.0.0.1", "127.0.0.2", "127.0.0.3"), plan.port(Port.RPC), plan.port(Port.WEB)));
        Map<Pod, Process> masters = new LinkedHashMap<>();
        for (Pod pod : threePods(plan)) {
            masters.put(pod, startMaster(pod, plan));
        }
        for (Pod pod : masters.keySet()) {
            alluxio.await(alluxio.mounted(pod));
        }
        assertThat(pending(plan, client)).isEmpty();
        assertThat(client.usage(DEADLINE).cachedBytes()).isZero();

        Pod leader = leader(masters.keySet(), plan);
        alluxio.kill(masters.remove(leader));

        waiting().until(() -> leader(masters.keySet(), plan) != null);
        assertThat(pending(plan, client)).isEmpty();
        assertThat(client.totals(DEADLINE)).isEqualTo(new StorageTotals(1, 1));
    }

    @Test
    void beginsWithABackupOfItsMetadata() throws Exception {
        Path storage = Files.createDirectories(folder.resolve("storage"));
        Files.writeString(storage.resolve("file"), "x");
        Path backups = Files.createDirectories(folder.resolve("backups"));
        AlluxioPlan plan = RealAlluxio.plan("mounts: [" + mount(storage, "/", "") + "]", tier());
        Process master = startMaster(Pod.ONLY, plan);
        alluxio.await(alluxio.mounted(Pod.ONLY));
        // Something that only the metadata know.
        alluxio.tool(plan, "fs", "pin", "/file");
        alluxio.tool(plan, "fsadmin", "backup", backups.toString(), "--local");
        Path backup;
        try (Stream<Path> files = Files.list(backups)) {
            backup = files.findFirst().orElseThrow();
        }
        alluxio.kill(master);

        AlluxioPlan restoring = RealAlluxio.plan(
                "mounts: [" + mount(storage, "/", "") + "]\n"
                        + "dataRestoreLocation: {path: 'local:///backups', nodeName: n}",
                tier());
        String property = "alluxio.master.journal.init.from.backup";
        assertThat(restoring.process(Component.MASTER).properties())
                .containsEntry(property, "/etc/fluid/restore/metadata-backup-model-research.gz");
        Pod pod = new Pod("restored", "127.0.0.1", Map.of(property, backup.toString()));
        startMaster(pod, restoring);
        alluxio.await(alluxio.mounted(pod));

        assertThat(alluxio.tool(restoring, "fs", "ls", "-p", "/")).contains("/file");
    }

    @Test
    void theApiGatewayGivesTheData() throws Exception {
        Path storage = folder.resolve("storage");
        Files.writeString(Files.createDirectories(storage.resolve("bucket")).resolve("file"), "through the gateway");
        AlluxioPlan plan =
                RealAlluxio.plan("mounts: [" + mount(storage, "/", "") + "]", "apiGateway: {enabled: true}\n" + tier());
        startMaster(Pod.ONLY, plan);
        alluxio.start(Pod.ONLY, Component.WORKER, plan, "", "worker-only", "--no-format");
        alluxio.start(Pod.ONLY, Component.API_GATEWAY, plan, "", "proxy");
        alluxio.await(alluxio.mounted(Pod.ONLY));
        String gateway = "http://127.0.0.1:" + plan.port(Port.REST) + "/api/v1/";
        waiting().until(() -> answers(gateway + "proxy/info"));
        waiting().until(() -> client(plan).usage(DEADLINE).capacityBytes() > 0);

        assertThat(text(gateway + "s3/bucket/file")).isEqualTo("through the gateway");
    }

    private Process startMaster(Pod pod, AlluxioPlan plan) throws IOException {
        alluxio.mounts(pod, plan);
        Process master = alluxio.start(pod, Component.MASTER, plan, Scripts.MASTER);
        alluxio.start(pod, Component.MASTER, plan, Scripts.MOUNTS);
        return master;
    }

    private Path startFuse(AlluxioPlan plan) throws IOException {
        Path mount = folder.resolve("mount");
        alluxio.start(
                Pod.ONLY,
                Component.FUSE,
                plan,
                "",
                "fuse",
                plan.fuse().arguments().get(1),
                mount.toString(),
                "/");
        return mount;
    }

    private String tier() {
        return "tieredstore: {levels: [{mediumtype: SSD, path: '" + folder.resolve("tier") + "', quota: 64Mi}]}\n";
    }

    private static String mount(Path storage, String path, String more) {
        return "{mountPoint: \"file://" + storage + "\", path: " + path + (more.isEmpty() ? "" : ", " + more) + "}";
    }

    private static byte[] random(Path file) throws IOException {
        byte[] content = new byte[FILE_BYTES];
        new Random(1).nextBytes(content);
        Files.write(file, content);
        return content;
    }

    private static AlluxioClient client(AlluxioPlan plan) {
        return new LiveAlluxioClient(new Address(List.of("127.0.0.1"), plan.port(Port.RPC), plan.port(Port.WEB)));
    }

    private static List<String> pending(AlluxioPlan plan, AlluxioClient client) throws IOException {
        return Mounts.pending(plan.mounts(), client.mounted(DEADLINE));
    }

    private static void awaitServed(AlluxioPlan plan, AlluxioClient client) {
        waiting().until(() -> pending(plan, client).isEmpty());
    }

    private static ConditionFactory waiting() {
        return Awaitility.await().atMost(Duration.ofMinutes(2)).pollInterval(Duration.ofMillis(200));
    }

    /** A plan that differs in its mounts only. */
    private AlluxioPlan withMounts(AlluxioPlan plan, String... mounts) throws IOException {
        AlluxioPlan other = RealAlluxio.plan("mounts: [" + String.join(", ", mounts) + "]", tier());
        return new AlluxioPlan(
                plan.name(),
                plan.namespace(),
                plan.masters(),
                plan.workers(),
                plan.pods(),
                plan.processes(),
                plan.ports(),
                plan.tiers(),
                other.mounts(),
                plan.nativeMounts(),
                plan.fuse(),
                plan.volumes(),
                plan.hadoopConfig(),
                plan.users(),
                plan.restore(),
                plan.offersMetrics(),
                plan.keepsLoaded());
    }

    /** Three addresses of one machine; only the port between the masters cannot be the same on all. */
    private static List<Pod> threePods(AlluxioPlan plan) throws IOException {
        List<Integer> journals = List.of(RealAlluxio.freePort(), RealAlluxio.freePort(), RealAlluxio.freePort());
        List<Pod> pods = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String host = "127.0.0." + (i + 1);
            Map<String, String> properties = new HashMap<>(Map.of(
                    "alluxio.master.hostname", host,
                    "alluxio.master.bind.host", host,
                    "alluxio.master.web.bind.host", host,
                    "alluxio.master.embedded.journal.port", journals.get(i).toString()));
            properties.put(
                    "alluxio.master.rpc.addresses",
                    plan.process(Component.MASTER)
                            .properties()
                            .get("alluxio.master.rpc.addresses")
                            .replaceAll("model-master-0[^:]*", "127.0.0.1")
                            .replaceAll("model-master-1[^:]*", "127.0.0.2")
                            .replaceAll("model-master-2[^:]*", "127.0.0.3"));
            properties.put(
                    "alluxio.master.embedded.journal.addresses",
                    "127.0.0.1:" + journals.get(0) + ",127.0.0.2:" + journals.get(1) + ",127.0.0.3:" + journals.get(2));
            pods.add(new Pod("master-" + i, host, properties));
        }
        return pods;
    }

    /** Only the leader has a web server; null when there is none. */
    private static Pod leader(Iterable<Pod> pods, AlluxioPlan plan) throws Exception {
        for (Pod pod : pods) {
            if (answers("http://" + pod.host() + ":" + plan.port(Port.WEB) + "/api/v1/master/info")) {
                return pod;
            }
        }
        return null;
    }

    private static boolean answers(String uri) throws Exception {
        try {
            text(uri);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static String text(String uri) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri))
                .timeout(DEADLINE)
                // The gateway's S3 service takes any user that is named.
                .header("Authorization", "AWS4-HMAC-SHA256 Credential=root/1/1/s3/aws4_request, Signature=none")
                .build();
        HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(uri + " answered " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }
}
