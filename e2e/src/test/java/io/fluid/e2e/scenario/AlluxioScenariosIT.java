package io.fluid.e2e.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.v1alpha1.AlluxioComponentSpec;
import io.fluid.api.v1alpha1.AlluxioComponentSpecBuilder;
import io.fluid.api.v1alpha1.AlluxioFuseSpec;
import io.fluid.api.v1alpha1.AlluxioFuseSpecBuilder;
import io.fluid.api.v1alpha1.AlluxioRuntime;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.DataLoadSpecBuilder;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.api.v1alpha1.Mount;
import io.fluid.api.v1alpha1.MountBuilder;
import io.fluid.api.v1alpha1.TargetDatasetBuilder;
import io.fluid.e2e.cluster.LocalCluster;
import io.fluid.e2e.cluster.LocalClusterExtension;
import io.fluid.e2e.image.Image;
import io.fluid.e2e.install.FluidInstallation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The life of datasets cached by real Alluxio processes and read by real pods. */
@Tag("cluster")
@ExtendWith(LocalClusterExtension.class)
class AlluxioScenariosIT {

    private static LocalCluster cluster;
    private static KubernetesClient client;
    private Scenario scenario;

    @BeforeAll
    static void installFluid(LocalCluster shared) {
        cluster = shared;
        client = shared.client();
        FluidInstallation.install(shared);
    }

    @BeforeEach
    void openNamespace(TestInfo test) {
        scenario = new Scenario(client, "e2e");
        S3Store.start(client, scenario.namespace());
    }

    @AfterEach
    void closeNamespace() {
        scenario.close();
    }

    @Test
    void aDatasetIsBoundWarmedReadThroughASidecarAndGoneWithoutATrace() {
        Set<String> mountsBefore = fuseMounts();
        scenario.dataset("model");
        scenario.alluxio("model", 1);
        scenario.awaitBound("model");

        DataLoad load = new DataLoad();
        load.getMetadata().setName("warm");
        load.setSpec(DataLoadSpecBuilder.builder()
                .dataset(TargetDatasetBuilder.builder()
                        .name("model")
                        .namespace(scenario.namespace())
                        .build())
                .loadMetadata(true)
                .build());
        scenario.create(load);
        scenario.await(
                client.resources(DataLoad.class)
                        .inNamespace(scenario.namespace())
                        .withName("warm"),
                "the load is complete",
                seen -> "Complete".equals(seen.getStatus().phase()),
                180);

        scenario.create(
                scenario.reader("reader", "cat /data/model/greeting.txt && wc -c < /data/model/weights.bin", "model"));
        assertThat(scenario.awaitSuccess("reader", 120))
                .contains("hello from the store")
                .contains("8388608");
        Dataset told = scenario.await(
                "model",
                "what is there and what is cached is told",
                seen -> seen.getStatus()
                                .cacheStates()
                                .getOrDefault("cached", "")
                                .startsWith("8.0")
                        && "5".equals(seen.getStatus().fileNum()),
                60);
        assertThat(told.getStatus().ufsTotal()).isEqualTo("8.00MiB");
        assertThat(cachedBlocks()).as("blocks on the node").isNotEmpty();

        client.pods().inNamespace(scenario.namespace()).withName("reader").delete();
        scenario.awaitGone(client.pods().inNamespace(scenario.namespace()).withName("reader"), 60);
        client.resources(Dataset.class)
                .inNamespace(scenario.namespace())
                .withName("model")
                .delete();
        scenario.awaitGone(
                client.resources(Dataset.class)
                        .inNamespace(scenario.namespace())
                        .withName("model"),
                60);
        scenario.awaitGone(
                client.resources(AlluxioRuntime.class)
                        .inNamespace(scenario.namespace())
                        .withName("model"),
                120);
        scenario.awaitGone(client.persistentVolumes().withName(scenario.namespace() + "-model"), 30);
        scenario.awaitGone(
                client.apps().statefulSets().inNamespace(scenario.namespace()).withName("model-worker"), 30);
        assertThat(cachedBlocks()).as("blocks on the node").isEmpty();
        assertThat(datasetLabels()).isEmpty();
        assertThat(fuseMounts()).isEqualTo(mountsBefore);
    }

    private String cachedBlocks() {
        return cluster.onNode("find", "/dev/shm", "-path", "/dev/shm/" + scenario.namespace() + "/*", "-type", "f");
    }

    @Test
    void onePodReadsTwoDatasets() {
        scenario.dataset("left");
        scenario.alluxio("left", 1);
        scenario.awaitBound("left");
        // Exclusive datasets keep a node to themselves; there is one node here, so the first makes room.
        client.resources(Dataset.class)
                .inNamespace(scenario.namespace())
                .withName("left")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"placement\":\"Shared\"}}");
        scenario.create(shared("right"));
        scenario.alluxio("right", 1);
        scenario.awaitBound("right");

        scenario.create(scenario.reader(
                "reader", "cmp /data/left/weights.bin /data/right/weights.bin && echo same", "left", "right"));
        assertThat(scenario.awaitSuccess("reader", 120)).contains("same");
    }

    @Test
    void aPodThatAsksForAMissingDatasetIsRefusedWithAReason() {
        assertThatThrownBy(() -> scenario.create(scenario.reader("reader", "true", "nowhere")))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("nowhere");
    }

    @Test
    @Tag("long")
    void aKeyOfTheRootThatIsExchangedReachesAlluxioAndSoDoesTheOldOne() {
        scenario.dataset("model");
        scenario.alluxio("model", 1);
        scenario.awaitBound("model");

        S3Store.exchangeKey(client, scenario.namespace(), "not-" + S3Store.SECRET_KEY);
        scenario.await(
                "model",
                "says that the store refuses the key",
                Scenario.condition("NotReady", "True", "SignatureDoesNotMatch"),
                300);

        S3Store.exchangeKey(client, scenario.namespace(), S3Store.SECRET_KEY);
        scenario.await("model", "is ready again", Scenario.condition("Ready", "True", ""), 300);
        scenario.create(scenario.reader("reader", "cat /data/model/weights.bin | wc -c", "model"));
        assertThat(scenario.awaitSuccess("reader", 120)).contains("8388608");
    }

    @Test
    void wrongCredentialsAreToldInACondition() {
        S3Store.addWrongCredentials(client, scenario.namespace(), "wrong");
        scenario.dataset("model", "wrong");
        scenario.alluxio("model", 1);
        scenario.await(
                "model",
                "says why it is not ready",
                Scenario.condition("NotReady", "True", "SignatureDoesNotMatch"),
                60);
    }

    @Test
    void aKilledWorkerHeals() {
        scenario.dataset("model");
        scenario.alluxio("model", 1);
        scenario.awaitBound("model");
        String before = client.pods()
                .inNamespace(scenario.namespace())
                .withName("model-worker-0")
                .get()
                .getMetadata()
                .getUid();
        client.pods()
                .inNamespace(scenario.namespace())
                .withName("model-worker-0")
                .withGracePeriod(0)
                .delete();
        scenario.await(
                client.pods().inNamespace(scenario.namespace()).withName("model-worker-0"),
                "a new worker is ready",
                pod -> !pod.getMetadata().getUid().equals(before) && ready(pod),
                120);
        scenario.awaitBound("model");
    }

    @Test
    void aControllerKilledDuringSetUpConverges() {
        scenario.dataset("model");
        scenario.alluxio("model", 1);
        scenario.await(
                client.apps().statefulSets().inNamespace(scenario.namespace()).withName("model-master"),
                "set-up has begun",
                set -> true,
                60);
        client.pods()
                .inNamespace(FluidInstallation.NAMESPACE)
                .withLabel("control-plane", "alluxioruntime-controller")
                .withGracePeriod(0)
                .delete();
        scenario.awaitBound("model");
    }

    @Test
    void workersScaleUpAndDown() {
        // Two workers have room on the one node that there is only when they share it, its ports and its memory.
        scenario.create(shared("model"));
        scenario.alluxio(
                "model",
                1,
                runtime -> runtime.worker(AlluxioComponentSpecBuilder.builder()
                                .networkMode("ContainerNetwork")
                                .build())
                        .tieredstore(Scenario.memory("emptyDir")));
        scenario.awaitBound("model");
        scale("model", 2);
        awaitWorkers("model", 2);
        // The way back shows later: Alluxio gives a worker up that was silent for five minutes.
        scenario.await(
                "model",
                "has the capacity of two workers",
                seen -> "128.00MiB".equals(seen.getStatus().cacheStates().get("cacheCapacity")),
                180);
        scale("model", 1);
        awaitWorkers("model", 1);
    }

    @Test
    void mountsAreAddedChangedAndRemovedWhileAPodReads() {
        scenario.create(scenario.withSpec("model", folder("letters", "letters")));
        // A reader may overlook a mount for this long, a minute unless said otherwise.
        AlluxioFuseSpec alert = AlluxioFuseSpecBuilder.builder()
                .properties(Map.of("alluxio.user.metadata.cache.expiration.time", "5s"))
                .build();
        scenario.alluxio("model", 1, runtime -> runtime.fuse(alert));
        scenario.awaitBound("model");
        scenario.create(scenario.reader("reader", """
                read_on() { cat /data/model/letters/greeting.txt >/dev/null || exit 1; sleep 0.5; }
                until [ -e /data/model/more/note.txt ]; do read_on; done; echo added
                until [ -e /data/model/more/news.txt ]; do read_on; done; echo changed
                while ls /data/model | grep -q more; do read_on; done; echo removed
                """, "model"));

        remount(folder("letters", "letters"), folder("more", "notes"));
        awaitLog("reader", "added");
        remount(folder("letters", "letters"), folder("more", "news"));
        awaitLog("reader", "changed");
        remount(folder("letters", "letters"));
        assertThat(scenario.awaitSuccess("reader", 120)).contains("removed");
    }

    /** A Dataset on the store's bucket that leaves room for others on its nodes. */
    private Dataset shared(String name) {
        Dataset dataset = scenario.withSpec(name, scenario.mount(name, "s3://" + S3Store.BUCKET, S3Store.SECRET));
        dataset.setSpec(DatasetSpecBuilder.builder(dataset.getSpec())
                .placement("Shared")
                .build());
        return dataset;
    }

    private Mount folder(String name, String folder) {
        return MountBuilder.builder(scenario.mount(name, "s3://" + S3Store.BUCKET + "/" + folder, S3Store.SECRET))
                .path("/" + name)
                .build();
    }

    /** Changes the mounts of a Dataset that is bound, and waits until its cache serves them. */
    private void remount(Mount... mounts) {
        client.resources(Dataset.class)
                .inNamespace(scenario.namespace())
                .withName("model")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        Serialization.asJson(Map.of("spec", Map.of("mounts", List.of(mounts)))));
        scenario.await(
                "model",
                "its mounts are served",
                seen -> "Bound".equals(seen.getStatus().phase())
                        && seen.getStatus().mounts().equals(List.of(mounts)),
                180);
    }

    private void awaitLog(String pod, String line) {
        org.awaitility.Awaitility.await(pod + " says " + line)
                .atMost(java.time.Duration.ofSeconds(60))
                .until(() -> client.pods()
                        .inNamespace(scenario.namespace())
                        .withName(pod)
                        .inContainer("app")
                        .getLog()
                        .contains(line));
    }

    @Test
    void aPodReadsAlthoughTheLeadingMasterOfThreeIsLost() {
        scenario.create(shared("model"));
        AlluxioComponentSpec ownNetwork = AlluxioComponentSpecBuilder.builder()
                .networkMode("ContainerNetwork")
                .build();
        scenario.alluxio(
                "model",
                1,
                runtime -> runtime.master(AlluxioComponentSpecBuilder.builder(ownNetwork)
                                .replicas(3)
                                .build())
                        .worker(ownNetwork)
                        .tieredstore(Scenario.memory("emptyDir")));
        scenario.awaitBound("model");
        awaitMasters();
        Matcher leader = Pattern.compile("leader master: (model-master-\\d)")
                .matcher(scenario.output(
                        "model-master-0", "alluxio-mounts", "/opt/alluxio/bin/alluxio", "fs", "masterInfo"));
        assertThat(leader.find()).isTrue();
        client.pods()
                .inNamespace(scenario.namespace())
                .withName(leader.group(1))
                .withGracePeriod(0)
                .delete();

        scenario.create(scenario.reader("reader", "cat /data/model/greeting.txt", "model"));
        assertThat(scenario.awaitSuccess("reader", 180)).contains("hello from the store");
        awaitMasters();
        scenario.awaitBound("model");
    }

    private void awaitMasters() {
        scenario.await(
                client.apps().statefulSets().inNamespace(scenario.namespace()).withName("model-master"),
                "three masters are ready",
                set -> Integer.valueOf(3).equals(set.getStatus().getReadyReplicas()),
                180);
    }

    @Test
    void aChangedPropertyReachesTheWorkers() {
        scenario.dataset("model");
        scenario.alluxio("model", 1);
        scenario.awaitBound("model");
        String before = client.pods()
                .inNamespace(scenario.namespace())
                .withName("model-worker-0")
                .get()
                .getMetadata()
                .getUid();
        client.resources(AlluxioRuntime.class)
                .inNamespace(scenario.namespace())
                .withName("model")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"worker\":{\"properties\":{\"alluxio.worker.network.reader.buffer.size\":\"4MB\"}}}}");
        scenario.await(
                client.pods().inNamespace(scenario.namespace()).withName("model-worker-0"),
                "the worker was replaced",
                pod -> !pod.getMetadata().getUid().equals(before) && ready(pod),
                180);
    }

    @Test
    void aChangedImageReachesMasterAndWorkers() {
        Image same = FluidInstallation.alluxio(cluster.baseLayers());
        cluster.load(same.named("alluxio/alluxio-dev:next"));
        scenario.dataset("model");
        scenario.alluxio("model", 1);
        scenario.awaitBound("model");
        client.resources(AlluxioRuntime.class)
                .inNamespace(scenario.namespace())
                .withName("model")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"alluxioVersion\":{\"image\":\"alluxio/alluxio-dev\",\"imageTag\":\"next\"}}}");
        for (String name : List.of("model-master-0", "model-worker-0")) {
            scenario.await(
                    client.pods().inNamespace(scenario.namespace()).withName(name),
                    name + " runs the new image",
                    pod -> ready(pod)
                            && pod.getSpec().getContainers().stream()
                                    .allMatch(container -> container.getImage().endsWith(":next")),
                    240);
        }
        scenario.awaitBound("model");
    }

    @Test
    void hostileTextReachesTheCacheAsThatVeryText() throws IOException {
        String hostile = "a b'c\"d$(touch /tmp/ran)`touch /tmp/ran`;touch /tmp/ran #\\n&&|>*?{}";
        Dataset dataset = scenario.withSpec("model", scenario.mount("model", "s3://" + S3Store.BUCKET, S3Store.SECRET));
        dataset.setSpec(DatasetSpecBuilder.builder(dataset.getSpec())
                .sharedOptions(Map.of("fluid.test.hostile", hostile))
                .build());
        scenario.create(dataset);
        scenario.alluxio("model", 1);
        scenario.awaitBound("model");

        String site =
                scenario.output("model-master-0", "alluxio-master", "cat", "/etc/alluxio/alluxio-site.properties");
        Properties properties = new Properties();
        properties.load(new StringReader(site));
        assertThat(properties).containsEntry("alluxio.master.mount.table.root.option.fluid.test.hostile", hostile);
        for (String container : List.of("alluxio-master", "alluxio-mounts")) {
            assertThat(scenario.output("model-master-0", container, "ls", "/tmp"))
                    .as("files in " + container)
                    .doesNotContain("ran");
        }
    }

    @Test
    void aNamespaceGoesWithAllThatIsInIt() {
        Set<String> mountsBefore = fuseMounts();
        scenario.dataset("model");
        scenario.alluxio("model", 1);
        scenario.awaitBound("model");
        scenario.create(scenario.reader("holder", "sleep 600", "model"));
        client.pods()
                .inNamespace(scenario.namespace())
                .withName("holder")
                .waitUntilReady(120, java.util.concurrent.TimeUnit.SECONDS);

        client.namespaces().withName(scenario.namespace()).delete();

        scenario.awaitGone(client.namespaces().withName(scenario.namespace()), 180);
        scenario.awaitGone(client.persistentVolumes().withName(scenario.namespace() + "-model"), 30);
        assertThat(datasetLabels()).isEmpty();
        assertThat(fuseMounts()).isEqualTo(mountsBefore);
    }

    @Test
    void aDatasetInUseCannotGoUntilThePodHasGone() {
        scenario.dataset("model");
        scenario.alluxio("model", 1);
        scenario.awaitBound("model");
        scenario.create(scenario.reader("holder", "sleep 600", "model"));
        client.pods()
                .inNamespace(scenario.namespace())
                .withName("holder")
                .waitUntilReady(120, java.util.concurrent.TimeUnit.SECONDS);

        client.resources(Dataset.class)
                .inNamespace(scenario.namespace())
                .withName("model")
                .delete();
        scenario.await("model", "names the pod", Scenario.condition("DeletionBlocked", "True", "holder"), 30);

        client.pods().inNamespace(scenario.namespace()).withName("holder").delete();
        scenario.awaitGone(
                client.resources(Dataset.class)
                        .inNamespace(scenario.namespace())
                        .withName("model"),
                60);
    }

    @Test
    void theRuntimeMayGoFirst() {
        scenario.dataset("model");
        scenario.alluxio("model", 1);
        scenario.awaitBound("model");
        client.resources(AlluxioRuntime.class)
                .inNamespace(scenario.namespace())
                .withName("model")
                .delete();
        scenario.awaitGone(
                client.resources(AlluxioRuntime.class)
                        .inNamespace(scenario.namespace())
                        .withName("model"),
                120);
        scenario.await(
                "model",
                "is NotBound again",
                seen -> "NotBound".equals(seen.getStatus().phase()),
                30);
    }

    @Test
    void aPodThatIsKilledLeavesNothingMounted() {
        Set<String> mountsBefore = fuseMounts();
        scenario.dataset("model");
        scenario.alluxio("model", 1);
        scenario.awaitBound("model");
        scenario.create(scenario.reader("victim", "sleep 600", "model"));
        client.pods()
                .inNamespace(scenario.namespace())
                .withName("victim")
                .waitUntilReady(120, java.util.concurrent.TimeUnit.SECONDS);
        assertThat(fuseMounts()).isNotEqualTo(mountsBefore);
        cluster.onNode("pkill", "-KILL", "-f", "alluxio.fuse.AlluxioFuse");
        client.pods()
                .inNamespace(scenario.namespace())
                .withName("victim")
                .withGracePeriod(0)
                .delete();
        org.awaitility.Awaitility.await("no fuse mount is left")
                .atMost(java.time.Duration.ofSeconds(30))
                .until(() -> fuseMounts().equals(mountsBefore));
    }

    @Test
    void anApplicationSeesItsDataAgainAfterItsFuseWasKilled() {
        scenario.dataset("model");
        scenario.alluxio("model", 1);
        scenario.awaitBound("model");
        String read = "cat /data/model/greeting.txt /letters/greeting.txt /notes/note.txt";
        scenario.create(new PodBuilder(scenario.reader(
                        "reader",
                        read + "; while " + read + " >/dev/null; do sleep 0.2; done; echo lost; until " + read
                                + " 2>/dev/null; do sleep 0.2; done; echo again",
                        "model"))
                .editSpec()
                .editFirstContainer()
                .addNewVolumeMount()
                .withName("model")
                .withMountPath("/letters")
                .withSubPath("letters")
                .endVolumeMount()
                .addNewEnv()
                .withName("FOLDER")
                .withValue("notes")
                .endEnv()
                .addNewVolumeMount()
                .withName("model")
                .withMountPath("/notes")
                .withSubPathExpr("$(FOLDER)")
                .endVolumeMount()
                .endContainer()
                .endSpec()
                .build());
        Pod reader = client.pods()
                .inNamespace(scenario.namespace())
                .withName("reader")
                .waitUntilReady(120, java.util.concurrent.TimeUnit.SECONDS);
        assertThat(measured(reader, "model").path("inodesUsed").asInt())
                .as("files of the dataset that count as the pod's")
                .isLessThan(3);
        cluster.onNode("pkill", "-KILL", "-f", "alluxio.fuse.AlluxioFuse");

        assertThat(scenario.awaitSuccess("reader", 120)).contains("lost").contains("again");
    }

    /** What the kubelet finds in a volume of a pod once that runs; it looks once a minute. */
    private JsonNode measured(Pod pod, String volume) {
        String summary = "/api/v1/nodes/" + pod.getSpec().getNodeName() + "/proxy/stats/summary";
        Instant started = Instant.now();
        return org.awaitility.Awaitility.await("the kubelet measures the volume")
                .atMost(java.time.Duration.ofMinutes(3))
                .pollInterval(java.time.Duration.ofSeconds(2))
                .until(
                        () -> Serialization.unmarshal(client.raw(summary), JsonNode.class)
                                .path("pods")
                                .valueStream()
                                .filter(seen -> pod.getMetadata()
                                        .getUid()
                                        .equals(seen.at("/podRef/uid").asText()))
                                .flatMap(seen -> seen.path("volume").valueStream())
                                .filter(seen -> volume.equals(seen.path("name").asText())
                                        && Instant.parse(seen.path("time").asText())
                                                .isAfter(started))
                                .findFirst()
                                .orElse(null),
                        Objects::nonNull);
    }

    private Set<String> fuseMounts() {
        return cluster.mountPoints().stream()
                .filter(point -> point.contains("kubernetes.io~empty-dir/model")
                        || point.contains("volume-subpaths/model")
                        || point.contains("kubernetes.io~empty-dir/fluid-exchange"))
                .collect(Collectors.toSet());
    }

    private List<String> datasetLabels() {
        return client.nodes().list().getItems().stream()
                .map(Node::getMetadata)
                .flatMap(metadata -> metadata.getLabels().keySet().stream())
                .filter(key -> key.startsWith("fluid.io/"))
                .toList();
    }

    private void scale(String name, int workers) {
        client.resources(AlluxioRuntime.class)
                .inNamespace(scenario.namespace())
                .withName(name)
                .scale(workers);
    }

    private void awaitWorkers(String name, int workers) {
        scenario.await(
                client.apps().statefulSets().inNamespace(scenario.namespace()).withName(name + "-worker"),
                workers + " workers run",
                set -> set.getSpec().getReplicas() == workers
                        && Objects.requireNonNullElse(set.getStatus().getReplicas(), 0) == workers
                        && Integer.valueOf(workers).equals(set.getStatus().getReadyReplicas()),
                180);
    }

    private static boolean ready(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }
}
