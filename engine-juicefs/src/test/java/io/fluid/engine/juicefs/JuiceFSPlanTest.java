package io.fluid.engine.juicefs;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CleansNodes;
import io.fluid.testkit.EngineRequests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Objects;

import static org.assertj.core.api.Assertions.assertThat;

/** What a dataset and a runtime make of the containers. */
class JuiceFSPlanTest {

    private static final EngineRequests REQUESTS = new EngineRequests(new JuiceFSEngineProvider());
    private static final String SECRET = ", valueFrom: {secretKeyRef: {name: jfs, key: k}}}";
    private static final String DATASET = "mounts: [{mountPoint: 'juicefs:///', name: models}]\n"
            + "sharedEncryptOptions: [{name: metaurl" + SECRET + "]\n";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []                             | true
            [ReadOnlyMany]                 | true
            [ReadWriteMany, ReadOnlyMany]  | true
            [ReadWriteMany]                | false
            [ReadWriteOnce, ReadWriteMany] | false
            """)
    void aDatasetThatAsksForReadingOnlyCannotBeWritten(String modes, boolean readOnly) {
        assertThat(mount(DATASET + "accessModes: " + modes, "replicas: 1").contains("--read-only"))
                .isEqualTo(readOnly);
    }

    @ParameterizedTest
    @CsvSource({"10, 10", "999999, 999999", "1Gi, 1", "2Ti, 2048", "2048Mi, 2", "1073741824, 1", "10737418240, 10"})
    void aQuotaIsAnAmountOfKubernetes(String quota, String gibibytes) {
        String dataset = "mounts: [{mountPoint: 'juicefs:///sub', name: models, options: {quota: '" + quota + "'}}]\n"
                + "sharedEncryptOptions: [{name: metaurl" + SECRET + "]\n";
        assertThat(variable(dataset, "replicas: 1", "FLUID_QUOTA")).isEqualTo(gibibytes);
    }

    @ParameterizedTest
    @CsvSource({
        "/cache, true",
        "/cache/, true",
        "/cache/research, true",
        "/cache/research/model, true",
        "/cache/research/mod, false",
        "/cach, false",
        "'/cache, readOnly: true', false"
    })
    void aTierInAVolumeOfTheUserNeedsNoneOfItsOwn(String path, boolean held) {
        String runtime = """
                volumeClaimTemplates: [{metadata: {name: disk}, spec: {accessModes: [ReadWriteOnce]}}]
                worker: {volumeMounts: [{name: disk, mountPath: %s}]}
                tieredstore: {levels: [{mediumtype: SSD, path: '/cache:/other', quota: 2Gi}]}
                """.formatted(path);
        CacheDescription cache = describe(DATASET, runtime);
        PodSpec worker =
                Objects.requireNonNull(cache.worker()).getSpec().getTemplate().getSpec();
        PodSpec fuse = cache.fuse().daemonSet().getSpec().getTemplate().getSpec();

        assertThat(paths(worker)).contains("/other/research/model");
        assertThat(paths(worker).contains("/cache/research/model")).isEqualTo(!held || path.endsWith("model"));
        assertThat(volumes(worker)).contains("tier-1");
        assertThat(volumes(worker).contains("tier-0")).isEqualTo(!held);
        assertThat(paths(fuse)).contains("/cache/research/model", "/other/research/model");
        assertThat(volumes(fuse)).contains("tier-0", "tier-1");
    }

    @Test
    void whatLiesInAVolumeOfTheUserIsNotRemovedFromNodes() {
        String mounts = "{volumeMounts: [{name: disk, mountPath: /cache}]}\n";
        String runtime = "volumes: [{name: disk, hostPath: {path: /disk}}]\n"
                + "tieredstore: {levels: [{mediumtype: SSD, path: '/cache:/other', quota: 2Gi}]}\nworker: " + mounts;
        CleansNodes engine = (CleansNodes) REQUESTS.engine();
        assertThat(engine.leftovers(REQUESTS.of(DATASET, runtime + "fuse: " + mounts)))
                .containsExactly("/other/research/model");
        assertThat(engine.leftovers(REQUESTS.of(DATASET, runtime)))
                .containsExactly("/cache/research/model", "/other/research/model");
    }

    @ParameterizedTest
    @CsvSource({
        "/cache:/other, /cache/research/model:/other/research/model",
        "/other/research/model, /other/research/model",
        "/disk/a, /disk/a",
        "memory, memory"
    })
    void anOptionMaySayWhichDirectoriesTheCacheHas(String option, String directories) {
        assertThat(mount(DATASET, """
                        volumes: [{name: disk, hostPath: {path: /disk}}]
                        fuse: {options: {cache-dir: '%s'}, volumeMounts: [{name: disk, mountPath: /disk}]}
                        tieredstore: {levels: [{mediumtype: SSD, path: '/cache:/other', quota: 2Gi}]}
                        """.formatted(option))).contains("--cache-dir=" + directories);
    }

    private static List<String> paths(PodSpec pod) {
        return container(pod).getVolumeMounts().stream()
                .map(VolumeMount::getMountPath)
                .toList();
    }

    private static List<String> volumes(PodSpec pod) {
        return pod.getVolumes().stream().map(Volume::getName).toList();
    }

    @Test
    void optionsOfFuseAreOneArgument() {
        assertThat(mount(
                        DATASET + "sharedOptions: {allow_other: ''}",
                        "fuse: {options: {max_read: '131072', rw: '', open-cache: '60'}}"))
                .containsSequence("-o", "allow_other,max_read=131072")
                .contains("--open-cache=60")
                .noneMatch(argument -> argument.matches("--(allow_other|max_read|rw).*"));
    }

    @Test
    void namesOfOptionsForMountAreThoseOfFlags() {
        assertThat(mount(
                        DATASET + "accessModes: [ReadWriteMany]",
                        "fuse: {options: {attrcacheto: '5', entrycacheto: '6', direntrycacheto: '7', ro: ''}}"))
                .contains("--attr-cache=5", "--entry-cache=6", "--dir-entry-cache=7", "--read-only")
                .noneMatch(argument -> argument.matches("--(ro|.*cacheto.*)|-o"));
    }

    @Test
    void theEnterpriseEditionIsToldItsOptionsAsTheyAre() {
        assertThat(mount("mounts: [{mountPoint: 'juicefs:///', name: models}]", "fuse: {options: {allow_other: ''}}"))
                .contains("--allow_other");
    }

    @Test
    void theEnterpriseEditionMayHaveASecondBucket() {
        String dataset = "mounts: [{mountPoint: 'juicefs:///', name: models, options: {bucket2: b}, encryptOptions: ["
                + "{name: access-key2" + SECRET + ", {name: secret-key2" + SECRET + "]}]";
        assertThat(variable(dataset, "replicas: 1", "FLUID_FORMAT_0")).isEqualTo("--bucket2=b");
        assertThat(mount(dataset, "replicas: 1")).noneMatch(argument -> argument.contains("bucket2"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            replicas: 1                             | false
            configs: [trash-days=7]                 | update
            configs: ['--storage=s3', trash-days=7] | true
            """)
    void configsReachAVolumeThatNoOptionMakes(String runtime, String format) {
        assertThat(variable(DATASET, runtime, "FLUID_FORMAT")).isEqualTo(format);
    }

    private static String variable(String dataset, String runtime, String name) {
        return container(describe(dataset, runtime)
                        .fuse()
                        .daemonSet()
                        .getSpec()
                        .getTemplate()
                        .getSpec())
                .getEnv()
                .stream()
                .filter(variable -> variable.getName().equals(name))
                .map(EnvVar::getValue)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> mount(String dataset, String runtime) {
        Container fuse = container(describe(dataset, runtime)
                .fuse()
                .daemonSet()
                .getSpec()
                .getTemplate()
                .getSpec());
        return fuse.getEnv().stream()
                .filter(variable -> variable.getName().matches("FLUID_MOUNT_\\d+"))
                .map(EnvVar::getValue)
                .toList();
    }

    private static CacheDescription describe(String dataset, String runtime) {
        var request = REQUESTS.of(dataset, runtime);
        assertThat(REQUESTS.engine().validate(request)).isEmpty();
        return REQUESTS.engine().describe(request);
    }

    private static Container container(PodSpec pod) {
        return pod.getContainers().get(0);
    }
}
