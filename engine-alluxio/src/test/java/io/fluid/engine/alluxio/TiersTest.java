package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class TiersTest {

    private static final String DATASET = "mounts: [{mountPoint: 's3://bucket', path: /}]";
    private static final long GIBI = 1L << 30;

    static Stream<Arguments> combinations() {
        return Stream.of("MEM", "SSD", "HDD")
                .flatMap(medium -> Stream.of("hostPath", "emptyDir", "emptyDir sized", "ephemeral")
                        .flatMap(volume -> Stream.of("quota: 3Gi", "quotaList: '1Gi,2Gi'")
                                .map(quota -> Arguments.of(medium, volume, quota))));
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @MethodSource("combinations")
    void everyTierReachesTheWorkers(String medium, String volume, String quota) {
        String source = Map.of(
                        "hostPath", "",
                        "emptyDir", ", volumeType: emptyDir",
                        "emptyDir sized", ", volumeType: emptyDir, volumeSource: {emptyDir: {sizeLimit: 5Gi}}",
                        "ephemeral",
                                ", volumeType: emptyDir, volumeSource: {ephemeral: {volumeClaimTemplate: {spec:"
                                        + " {accessModes: [ReadWriteOnce], resources: {requests: {storage: 5Gi}}}}}}")
                .get(volume);
        CacheRequest request = Requests.of(
                DATASET,
                "tieredstore: {levels: [{mediumtype: " + medium + ", path: '/a,/b', high: '0.9', low: '0.5', " + quota
                        + source + "}]}");
        assertThat(Requests.ENGINE.validate(request)).isEmpty();

        CacheDescription description = Requests.ENGINE.describe(request);

        StatefulSet workers = Objects.requireNonNull(description.worker());
        Container worker =
                workers.getSpec().getTemplate().getSpec().getContainers().get(0);
        Map<String, String> mounted = worker.getVolumeMounts().stream()
                .filter(mount -> mount.getName().startsWith("tier-"))
                .collect(Collectors.toMap(mount -> mount.getName(), mount -> mount.getMountPath()));
        assertThat(mounted)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("tier-0", "/a/research/model", "tier-1", "/b/research/model"));
        List<Volume> volumes = workers.getSpec().getTemplate().getSpec().getVolumes().stream()
                .filter(one -> one.getName().startsWith("tier-"))
                .toList();
        assertThat(volumes).hasSize(2).allSatisfy(one -> checkVolume(one, volume, medium));

        boolean memory = medium.equals("MEM");
        assertThat(description.workerMemoryBytes()).isEqualTo(memory ? 3 * GIBI : 0);
        assertThat(description.workerDiskBytes()).isEqualTo(memory ? 0 : 3 * GIBI);
        assertThat(worker.getResources() == null)
                .as("only memory has to be requested")
                .isEqualTo(!memory);
        long first = quota.startsWith("quota:") ? 3 * GIBI / 2 : GIBI;
        assertThat(properties(description))
                .containsEntry("alias", medium)
                .containsEntry("dirs.mediumtype", medium + "," + medium)
                .containsEntry("dirs.path", "/a/research/model,/b/research/model")
                .containsEntry("dirs.quota", first + "B," + (3 * GIBI - first) + "B")
                .containsEntry("watermark.high.ratio", "0.9")
                .containsEntry("watermark.low.ratio", "0.5");
    }

    private static void checkVolume(Volume volume, String kind, String medium) {
        if (kind.equals("hostPath")) {
            assertThat(volume.getHostPath().getPath()).endsWith("/research/model");
            assertThat(volume.getHostPath().getType()).isEqualTo("DirectoryOrCreate");
        } else if (kind.equals("ephemeral")) {
            assertThat(volume.getEmptyDir()).isNull();
            assertThat(volume.getEphemeral()
                            .getVolumeClaimTemplate()
                            .getSpec()
                            .getResources()
                            .getRequests())
                    .containsEntry("storage", new Quantity("5Gi"));
        } else {
            assertThat(volume.getEmptyDir().getMedium()).isEqualTo(medium.equals("MEM") ? "Memory" : null);
            assertThat(volume.getEmptyDir().getSizeLimit())
                    .isEqualTo(kind.endsWith("sized") ? new Quantity("5Gi") : null);
        }
    }

    private static Map<String, String> properties(CacheDescription description) {
        String prefix = "alluxio.worker.tieredstore.level0.";
        var config = (ConfigMap) description.resources().get(0);
        Map<String, String> properties = new TreeMap<>();
        config.getData()
                .get(Component.WORKER.propertiesFile())
                .lines()
                .filter(line -> line.startsWith(prefix))
                .map(line -> line.substring(prefix.length()).split("=", 2))
                .forEach(pair -> properties.put(pair[0], pair[1]));
        return properties;
    }
}
