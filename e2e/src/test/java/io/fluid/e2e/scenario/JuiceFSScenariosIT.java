package io.fluid.e2e.scenario;

import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.DataMigrate;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.JuiceFSRuntime;
import io.fluid.e2e.cluster.LocalCluster;
import io.fluid.e2e.cluster.LocalClusterExtension;
import io.fluid.e2e.image.JuiceFSImage;
import io.fluid.e2e.install.FluidInstallation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** The life of datasets on JuiceFS volumes: real mounts, metadata in a real Redis, data in a real S3 server. */
@Tag("cluster")
@ExtendWith(LocalClusterExtension.class)
class JuiceFSScenariosIT {

    private static final String NAME = "shared";
    private static final String OTHER = "other";
    private static final String CACHE = "/var/lib/fluid-test-cache";
    private static final String METADATA = "juicefs-metadata";
    private static final int LONG = 300;

    private static LocalCluster cluster;
    private static KubernetesClient client;
    private Scenario scenario;

    @BeforeAll
    static void installFluid(LocalCluster shared) {
        cluster = shared;
        client = shared.client();
        FluidInstallation.install(shared, Map.of("runtime.juicefs.metadataSecret", METADATA));
        FluidInstallation.loadJuiceFS(shared);
    }

    @BeforeEach
    void openNamespace() {
        scenario = new Scenario(client, "juicefs");
        S3Store.start(client, scenario.namespace());
        RedisStore.start(client, scenario.namespace());
    }

    @AfterEach
    void closeNamespace() {
        scenario.close();
    }

    @Test
    void whatOnePodWritesAnotherReadsUntilNothingIsLeft() {
        Set<String> mountsBefore = fuseMounts();
        dataset("juicefs:///", RedisStore.SECRET, "");
        runtime("replicas: 1", tier());
        scenario.awaitBound(NAME);

        scenario.create(scenario.reader(
                "writer",
                "head -c 8388608 /dev/zero > /data/shared/zeros && echo hello > /data/shared/greeting",
                NAME));
        scenario.awaitSuccess("writer", LONG);
        gone(pod("writer"));
        scenario.create(scenario.reader("reader", "cat /data/shared/greeting && wc -c < /data/shared/zeros", NAME));
        assertThat(scenario.awaitSuccess("reader", LONG)).contains("hello").contains("8388608");

        load("warm");
        scenario.await(
                NAME,
                "what was warmed is told",
                seen -> seen.getStatus()
                        .cacheStates()
                        .getOrDefault("cached", "")
                        .startsWith("8.0"),
                LONG);
        assertThat(cacheFiles()).as("blocks on the node").isNotEmpty();

        gone(pod("reader"));
        client.resources(Dataset.class)
                .inNamespace(scenario.namespace())
                .withName(NAME)
                .delete();
        scenario.awaitGone(runtime(), LONG);
        scenario.awaitGone(client.persistentVolumes().withName(scenario.namespace() + "-" + NAME), 60);
        scenario.awaitGone(worker(0), 60);
        assertThat(cacheFiles()).as("blocks on the node").isEmpty();
        assertThat(datasetLabels()).isEmpty();
        assertThat(fuseMounts()).isEqualTo(mountsBefore);
    }

    @Test
    void aFolderWithAQuotaIsADatasetOfItsOwn() {
        dataset("juicefs:///team/a", RedisStore.SECRET, ", quota: '2'");
        runtime("replicas: 1", "");
        scenario.awaitBound(NAME);

        scenario.create(
                scenario.reader("writer", "df -B1 --output=size /data/shared && echo a > /data/shared/a", NAME));
        assertThat(scenario.awaitSuccess("writer", LONG)).contains(String.valueOf(2L << 30));
    }

    @Test
    void aFolderOfAVolumeThatOlderClientsMayReadIsCountedToTheByte() {
        String address = RedisStore.url(scenario.namespace());
        Resource<Secret> addresses = client.secrets()
                .inNamespace(FluidInstallation.NAMESPACE)
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(METADATA)
                        .endMetadata()
                        .addToStringData(scenario.namespace() + "." + NAME, address)
                        .build());
        addresses.createOr(NonDeletingOperation::update);
        try {
            dataset("juicefs:///team/b", RedisStore.SECRET, "");
            runtime("replicas: 1", "");
            scenario.awaitBound(NAME);
            scenario.create(scenario.reader(
                    "writer",
                    "cd /data/shared && mkdir -m 700 mine && head -c 8388607 /dev/zero > mine/zeros && printf x > x",
                    NAME));
            scenario.awaitSuccess("writer", LONG);

            scenario.output(
                    NAME + "-worker-0",
                    "juicefs-worker",
                    "juicefs",
                    "config",
                    address,
                    "--yes",
                    "--dir-stats=false",
                    "--min-client-version=1.0.0");
            Dataset counted = scenario.await(
                    NAME, "is counted", seen -> "2".equals(seen.getStatus().fileNum()), LONG);
            assertThat(counted.getStatus().ufsTotal()).isEqualTo("8.00MiB");

            migrate("more", "from: " + storage(letters(), S3Store.SECRET) + "\n  to: " + folder(NAME, "in"));
            awaitPhase("more", "Complete");
            scenario.await(
                    NAME,
                    "what has arrived is counted",
                    seen -> "3".equals(seen.getStatus().fileNum()),
                    LONG);
        } finally {
            addresses.delete();
        }
    }

    @Test
    void dataArrivesFromAStoreAndGoesOnToAnotherDataset() {
        dataset("juicefs:///", RedisStore.SECRET, "");
        share(NAME);
        runtime("replicas: 1", "");
        scenario.awaitBound(NAME);
        S3Store.addWrongCredentials(client, scenario.namespace(), "wrong");
        String letters = letters();
        migrate("refused", "from: " + storage(letters, "wrong") + "\n  to: " + folder(NAME, "in"));

        migrate("arrive", "from: " + storage(letters, S3Store.SECRET) + "\n  to: " + folder(NAME, "in"));
        awaitPhase("arrive", "Complete");
        scenario.create(scenario.reader("reader", "cat /data/shared/in/greeting.txt", NAME));
        assertThat(scenario.awaitSuccess("reader", LONG)).contains("hello from a folder");

        dataset(OTHER, "juicefs:///copies", RedisStore.SECRET, "");
        share(OTHER);
        runtime(OTHER, "replicas: 1", "");
        scenario.awaitBound(OTHER);
        migrate("go-on", "from: " + folder(NAME, "/in") + "\n  to: " + folder(OTHER, "letters"));
        awaitPhase("go-on", "Complete");
        scenario.create(scenario.reader("other-reader", "cat /data/other/letters/greeting.txt", OTHER));
        assertThat(scenario.awaitSuccess("other-reader", LONG)).contains("hello from a folder");

        DataMigrate refused = awaitPhase("refused", "Failed");
        assertThat(refused.getStatus().conditions().get(0).message())
                .startsWith("copy of " + letters + "/: ")
                .contains("StatusCode: 403");
    }

    @Test
    void workersScaleUpAndDown() {
        dataset("juicefs:///", RedisStore.SECRET, "");
        // There is one node: two workers on it need networks of their own and a dataset that shares it.
        share(NAME);
        runtime("replicas: 1", "worker: {networkMode: ContainerNetwork}\n  fuse: {networkMode: ContainerNetwork}");
        scenario.awaitBound(NAME);

        runtime().scale(2);
        awaitReadyWorkers(2);
        runtime().scale(1);
        awaitReadyWorkers(1);
        scenario.awaitGone(worker(1), 60);
    }

    @Test
    void aChangeOfImageAndOptionReachesTheWorkersAndIsTold() {
        dataset("juicefs:///", RedisStore.SECRET, "");
        runtime("replicas: 1", "");
        scenario.awaitBound(NAME);
        String before = worker(0).get().getMetadata().getUid();

        JuiceFSRuntime changed = runtime()
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"juicefsVersion\":{\"imageTag\":\"" + JuiceFSImage.OTHER_TAG
                                + "\"},\"worker\":{\"options\":{\"buffer-size\":\"64\"}}}}");
        Pod worker = scenario.await(
                worker(0),
                "a new worker is ready",
                pod -> !pod.getMetadata().getUid().equals(before) && ready(pod),
                LONG);
        assertThat(worker.getSpec().getContainers().get(0).getImage())
                .isEqualTo("juicedata/mount:" + JuiceFSImage.OTHER_TAG);
        assertThat(worker.getSpec().getContainers().get(0).getEnv())
                .extracting(EnvVar::getValue)
                .contains("--buffer-size=64");
        scenario.await(
                runtime(),
                "the roll-out is over",
                seen -> changed.getMetadata()
                                .getGeneration()
                                .equals(seen.getStatus().observedGeneration())
                        && holds(seen, "RolledOut"),
                LONG);
    }

    @Test
    void everyKindOfChangeReachesThePodsThatItIsAbout() {
        dataset("juicefs:///", RedisStore.SECRET, "");
        runtime("replicas: 1", "");
        scenario.awaitBound(NAME);
        SpecChanges changes = new SpecChanges(scenario, "JuiceFSRuntime", NAME);

        changes.ofWorker(
                NAME + "-worker-0",
                "[{\"name\":\"A_VARIABLE\",\"value\":\"a value\"}]",
                "{\"options\":{\"buffer-size\":\"64\"}}",
                SpecChanges.told("--buffer-size=64"));
        changes.ofTolerations(NAME + "-worker-0");
        changes.ofFuse(
                "{\"fuse\":{\"env\":[{\"name\":\"A_VARIABLE\",\"value\":\"of the client\"}]}}",
                SpecChanges.told("of the client"));
    }

    @Test
    void aLostWorkerHeals() {
        dataset("juicefs:///", RedisStore.SECRET, "");
        runtime("replicas: 1", "");
        scenario.awaitBound(NAME);
        int before = restarts(worker(0).get());
        cluster.onNode("pkill", "-KILL", "-f", "juicefs mount");
        scenario.await(worker(0), "the container runs again", pod -> restarts(pod) > before && ready(pod), LONG);

        String lost = worker(0).get().getMetadata().getUid();
        worker(0).withGracePeriod(0).delete();
        scenario.await(
                worker(0),
                "a new worker is ready",
                pod -> !pod.getMetadata().getUid().equals(lost) && ready(pod),
                LONG);
        scenario.awaitBound(NAME);
    }

    @Test
    void aWrongAddressOfTheMetadataAndAMissingSecretAreToldInACondition() {
        RedisStore.addUrl(client, scenario.namespace(), "wrong", "redis://127.0.0.1:1/0");
        dataset("juicefs:///", "wrong", "");
        runtime("replicas: 1", "");
        scenario.await(
                NAME,
                "says that the metadata does not answer",
                Scenario.condition("NotReady", "True", "metadata of models: no answer within 20s"),
                LONG);
        gone(client.resources(Dataset.class).inNamespace(scenario.namespace()).withName(NAME));
        scenario.awaitGone(runtime(), LONG);

        dataset("juicefs:///", "nowhere", "");
        runtime("replicas: 1", "");
        scenario.await(
                NAME,
                "names the missing secret",
                Scenario.condition("NotReady", "True", "secret \"nowhere\" not found"),
                LONG);
    }

    /** A folder of the store with one file. */
    private String letters() {
        return S3Store.endpoint(scenario.namespace()).replace("http", "minio") + "/" + S3Store.BUCKET + "/letters";
    }

    private void dataset(String mountPoint, String metadata, String moreOptions) {
        dataset(NAME, mountPoint, metadata, moreOptions);
    }

    private void dataset(String name, String mountPoint, String metadata, String moreOptions) {
        scenario.create(Serialization.unmarshal(
                """
                apiVersion: data.fluid.io/v1alpha1
                kind: Dataset
                metadata: {name: %s}
                spec:
                  accessModes: [ReadWriteMany]
                  mounts:
                  - name: models
                    mountPoint: %s
                    options: {storage: s3, bucket: "%s/%s"%s}
                    encryptOptions:
                    - {name: metaurl, valueFrom: {secretKeyRef: {name: %s, key: %s}}}
                  sharedEncryptOptions:
                  - {name: access-key, valueFrom: {secretKeyRef: {name: %s, key: access-key}}}
                  - {name: secret-key, valueFrom: {secretKeyRef: {name: %s, key: secret-key}}}
                """.formatted(
                                name,
                                mountPoint,
                                S3Store.endpoint(scenario.namespace()),
                                S3Store.BUCKET,
                                moreOptions,
                                metadata,
                                RedisStore.KEY,
                                S3Store.SECRET,
                                S3Store.SECRET),
                Dataset.class));
    }

    /** Lets other datasets have workers on the nodes of this one. */
    private void share(String name) {
        client.resources(Dataset.class)
                .inNamespace(scenario.namespace())
                .withName(name)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"placement\":\"Shared\"}}");
    }

    private void runtime(String replicas, String spec) {
        runtime(NAME, replicas, spec);
    }

    private void runtime(String name, String replicas, String spec) {
        scenario.create(Serialization.unmarshal(
                "apiVersion: data.fluid.io/v1alpha1\nkind: JuiceFSRuntime\nmetadata: {name: " + name + "}\nspec:\n  "
                        + replicas + "\n  " + spec + "\n",
                JuiceFSRuntime.class));
    }

    private static String tier() {
        return "tieredstore: {levels: [{mediumtype: SSD, path: '" + CACHE + "', quota: 64Mi, low: '0.01'}]}";
    }

    private void load(String name) {
        scenario.create(Serialization.unmarshal(
                "apiVersion: data.fluid.io/v1alpha1\nkind: DataLoad\nmetadata: {name: " + name
                        + "}\nspec: {dataset: {name: " + NAME + ", namespace: " + scenario.namespace() + "}}\n",
                DataLoad.class));
        scenario.await(
                client.resources(DataLoad.class)
                        .inNamespace(scenario.namespace())
                        .withName(name),
                "the load is complete",
                seen -> "Complete".equals(seen.getStatus().phase()),
                LONG);
    }

    private void migrate(String name, String spec) {
        scenario.create(Serialization.unmarshal(
                "apiVersion: data.fluid.io/v1alpha1\nkind: DataMigrate\nmetadata: {name: " + name + "}\nspec:\n  "
                        + spec + "\n",
                DataMigrate.class));
    }

    private static String storage(String uri, String secret) {
        return """
                {externalStorage: {uri: '%s', encryptOptions: [\
                {name: access-key, valueFrom: {secretKeyRef: {name: %s, key: access-key}}}, \
                {name: secret-key, valueFrom: {secretKeyRef: {name: %s, key: secret-key}}}]}}\
                """.formatted(uri, secret, secret);
    }

    private String folder(String dataset, String path) {
        return "{dataset: {name: " + dataset + ", namespace: " + scenario.namespace() + ", path: " + path + "}}";
    }

    private DataMigrate awaitPhase(String migrate, String phase) {
        return scenario.await(
                client.resources(DataMigrate.class)
                        .inNamespace(scenario.namespace())
                        .withName(migrate),
                "the migration is " + phase,
                seen -> phase.equals(seen.getStatus().phase()),
                LONG);
    }

    private Resource<JuiceFSRuntime> runtime() {
        return client.resources(JuiceFSRuntime.class)
                .inNamespace(scenario.namespace())
                .withName(NAME);
    }

    private PodResource worker(int number) {
        return pod(NAME + "-worker-" + number);
    }

    private PodResource pod(String name) {
        return client.pods().inNamespace(scenario.namespace()).withName(name);
    }

    private void gone(Resource<?> resource) {
        resource.delete();
        resource.waitUntilCondition(java.util.Objects::isNull, LONG, java.util.concurrent.TimeUnit.SECONDS);
    }

    private void awaitReadyWorkers(int workers) {
        scenario.await(
                runtime(),
                workers + " workers are ready",
                seen -> Integer.valueOf(workers).equals(seen.getStatus().workerNumberReady())
                        && Integer.valueOf(workers).equals(seen.getStatus().desiredWorkerNumberScheduled()),
                LONG);
    }

    private static boolean holds(JuiceFSRuntime runtime, String condition) {
        return runtime.getStatus().conditions().stream()
                .anyMatch(seen -> condition.equals(seen.type()) && "True".equals(seen.status()));
    }

    private static int restarts(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .mapToInt(container -> container.getRestartCount())
                .sum();
    }

    private static boolean ready(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private static Set<String> fuseMounts() {
        return cluster.mountPoints().stream()
                .filter(point -> point.contains("kubernetes.io~empty-dir/" + NAME)
                        || point.contains("volume-subpaths/" + NAME)
                        || point.contains("kubernetes.io~empty-dir/fluid-exchange")
                        || point.contains("/runtime-mnt/juicefs"))
                .collect(Collectors.toSet());
    }

    private static List<String> datasetLabels() {
        return client.nodes().list().getItems().stream()
                .map(Node::getMetadata)
                .flatMap(metadata -> metadata.getLabels().keySet().stream())
                .filter(key -> key.startsWith("fluid.io/"))
                .toList();
    }

    private List<Path> cacheFiles() {
        Path folder = cluster.nodePath(CACHE).resolve(scenario.namespace());
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
