package io.fluid.engine.jindo;

import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.EngineSettings;
import io.fluid.core.spi.MeasuresStorage;
import io.fluid.core.spi.MeasuresStorage.StorageTotals;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Aliyun's own client against a server that verifies its signatures. */
class OssStorageTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private OssServer server;

    @BeforeEach
    void start() throws IOException {
        server = new OssServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void countsObjectsBelowTheMountAcrossPages() throws IOException {
        for (int i = 0; i < 2500; i++) {
            server.put("train/part-%05d".formatted(i), 10);
        }
        server.put("train/", 0);
        server.put("train-old/file", 7);

        assertThat(totals(storage(null), OssServer.SECRET, "/train/")).isEqualTo(new StorageTotals(25_000, 2500));
        assertThat(server.markers()).hasSize(3);
        assertThat(totals(storage(null), OssServer.SECRET, "/train")).isEqualTo(new StorageTotals(25_000, 2500));
        assertThat(totals(storage(null), OssServer.SECRET, "")).isEqualTo(new StorageTotals(25_007, 2501));
    }

    @Test
    void aWrongKeyIsToldAsSuch() {
        assertThatThrownBy(() -> totals(storage(null), "wrong", ""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("oss://models")
                .hasMessageContaining(
                        "SignatureDoesNotMatch: fs.oss.accessKeySecret is not that of fs.oss.accessKeyId");
    }

    @Test
    void aBucketThatIsNotThereIsToldAsSuch() {
        CacheRequest request = request("oss://absent", OssServer.SECRET);

        assertThatThrownBy(() -> storage(null).totals(request, MINUTE))
                .hasMessageContaining("oss://absent")
                .hasMessageContaining("NoSuchBucket");
    }

    @Test
    void aServerThatIsNotThereIsToldAsSuch() {
        CacheRequest request = request("oss://models", OssServer.SECRET);
        server.close();

        assertThatThrownBy(() -> storage(null).totals(request, MINUTE)).hasMessageContaining("cannot be reached");
    }

    @Test
    void goesOnWhereItRanOutOfTime() throws IOException {
        for (int i = 0; i < 2500; i++) {
            server.put("part-%05d".formatted(i), 1);
        }
        OssStorage storage = new OssStorage(new ObjectCounter(Duration.ofMillis(400)), null);
        CacheRequest request = request("oss://models", OssServer.SECRET);

        assertThatThrownBy(() -> storage.totals(request, Duration.ofMillis(300)))
                .hasMessageContaining("1000 objects until now");
        assertThat(storage.totals(request, MINUTE)).isEqualTo(new StorageTotals(2500, 2500));
        assertThat(server.markers()).containsExactly("", "part-00999", "part-01999");
    }

    @Test
    void takesCredentialsThatTheAdministratorMounted(@TempDir Path folder) throws IOException {
        server.put("file", 3);
        Path files = Files.createDirectories(folder.resolve("research").resolve("models"));
        Files.writeString(files.resolve("AccessKeyId"), OssServer.ID + "\n");
        Files.writeString(files.resolve("AccessKeySecret"), OssServer.SECRET + "\n");
        CacheRequest request = Requests.of(
                "mounts: [{mountPoint: 'oss://models', options: {fs.oss.endpoint: '" + server.endpoint() + "'}}]",
                "replicas: 1");

        assertThat(storage(folder).totals(request, MINUTE)).isEqualTo(new StorageTotals(3, 1));
        assertThatThrownBy(() -> storage(null).totals(request, MINUTE))
                .hasMessageContaining("controllers do not read")
                .hasMessageContaining(OssStorage.FOLDER_SETTING);
    }

    @Test
    void tenMillionObjectsAreCountedWithoutKeepingThem() throws IOException {
        ObjectPages pages = marker -> {
            int page = marker == null ? 0 : Integer.parseInt(marker);
            return new ObjectPages.Page(1000, 5000, page == 9_999 ? null : Integer.toString(page + 1));
        };

        StorageTotals totals =
                new ObjectCounter(Duration.ZERO).count("oss://huge", pages, System.nanoTime() + MINUTE.toNanos());

        assertThat(totals).isEqualTo(new StorageTotals(50_000_000, 10_000_000));
    }

    @Test
    void asksForNoMorePagesThanItMay() throws IOException {
        ObjectPages pages =
                marker -> new ObjectPages.Page(1, 1, marker == null ? "a" : marker.length() < 5 ? marker + "a" : null);
        long begun = System.nanoTime();

        new ObjectCounter(Duration.ofMillis(40)).count("oss://slow", pages, begun + MINUTE.toNanos());

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(5 * 40));
    }

    @Test
    void onlyOssIsCountedAndOnlyWhenWanted() {
        assertThatThrownBy(() -> storage(null)
                        .totals(Requests.of("mounts: [{mountPoint: 's3://b', name: m}]", "replicas: 1"), MINUTE))
                .hasMessageContaining("only OSS buckets are counted, not s3://b");
        assertThat(new JindoEngineProvider().create(new EngineSettings(Map.of("QUERY_UFS_TOTAL", "false"))))
                .isNotInstanceOf(MeasuresStorage.class);
    }

    private static OssStorage storage(Path folder) {
        return new OssStorage(new ObjectCounter(Duration.ZERO), folder);
    }

    private StorageTotals totals(OssStorage storage, String secret, String path) throws IOException {
        return storage.totals(request("oss://models" + path, secret), MINUTE);
    }

    private CacheRequest request(String mountPoint, String secret) {
        return Requests.of(
                "mounts: [{mountPoint: '" + mountPoint + "', name: m, options: {fs.oss.endpoint: '"
                        + server.endpoint() + "', fs.oss.accessKeyId: " + OssServer.ID + ", fs.oss.accessKeySecret: "
                        + secret + "}}]",
                "replicas: 1");
    }
}
