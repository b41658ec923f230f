package io.fluid.e2e.scenario;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.readiness.Readiness;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.JindoRuntime;
import io.fluid.e2e.cluster.LocalCluster;
import io.fluid.e2e.cluster.LocalClusterExtension;
import io.fluid.e2e.image.JindoStandIn;
import io.fluid.e2e.install.Build;
import io.fluid.e2e.install.FluidInstallation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The life of a JindoCache, with a stand-in for its closed images that asserts what it is given: files, arguments,
 * environment, credentials. Nothing is cached here, and what an application reads is the stand-in's report.
 */
@Tag("cluster")
@ExtendWith(LocalClusterExtension.class)
class JindoScenariosIT {

    private static final Path GOLDEN = Path.of("engine-jindo/src/test/resources/manifests");
    private static final int SECONDS = 240;

    private static final String DATASET = """
            apiVersion: data.fluid.io/v1alpha1
            kind: Dataset
            metadata: {name: model}
            spec:
              placement: Shared
              mounts:
                - mountPoint: oss://bucket/models
                  name: models
                  options: {fs.oss.endpoint: oss.example.com}
                  encryptOptions:
                    - {name: fs.oss.accessKeyId, valueFrom: {secretKeyRef: {name: keys, key: id}}}
                    - {name: fs.oss.accessKeySecret, valueFrom: {secretKeyRef: {name: keys, key: key}}}
            """;
    private static final String RUNTIME = """
            apiVersion: data.fluid.io/v1alpha1
            kind: JindoRuntime
            metadata: {name: model}
            spec:
              replicas: 1
              networkmode: ContainerNetwork
              jindoVersion: {image: %1$s, imageTag: %2$s}
              fuse: {image: %1$s, imageTag: %2$s}
            """.formatted(JindoStandIn.REPOSITORY, JindoStandIn.TAG);
    private static final String LOAD = """
            apiVersion: data.fluid.io/v1alpha1
            kind: DataLoad
            metadata: {name: warm}
            spec:
              dataset: {name: model, namespace: %s}
              target: [{path: /models/train}]
            """;

    private static LocalCluster cluster;
    private static KubernetesClient client;
    private Scenario scenario;

    @BeforeAll
    static void install(LocalCluster local) {
        cluster = local;
        client = local.client();
        FluidInstallation.install(cluster);
        for (String tag : List.of(JindoStandIn.TAG, JindoStandIn.OTHER_TAG)) {
            loadStandIn(JindoStandIn.REPOSITORY + ":" + tag);
        }
    }

    private static synchronized void loadStandIn(String name) {
        cluster.load(JindoStandIn.build(cluster.baseLayers(), Build.home().resolve("e2e/images/jindo"), name));
    }

    @BeforeEach
    void openNamespace() {
        scenario = new Scenario(client, "jindo");
    }

    @AfterEach
    void closeNamespace() {
        scenario.close();
    }

    @Test
    void aCacheIsBoundReadLoadedScaledChangedAndGoneAgain() {
        scenario.create(keys("an-id", "a-secret"));
        scenario.create(parse(DATASET, Dataset.class));
        scenario.create(parse(RUNTIME, JindoRuntime.class));
        scenario.awaitBound("model");
        assertThat(log("model-jindofs-master-0", "jindofs-master"))
                .contains("credentials /token/bucket an-id, a secret of 8", "told mount /models oss://bucket/models")
                .contains("told sets 1");
        assertThat(log("model-jindofs-worker-0", "jindofs-worker"))
                .contains("credentials /token/bucket an-id, a secret of 8")
                .contains("property [jindocache-worker] storage.compaction.enable = true");

        readThroughASidecar();
        load();
        scale(2);
        scale(1);
        change();
        delete();
    }

    @Test
    void everyKindOfChangeReachesThePodsThatItIsAbout() {
        scenario.create(keys("an-id", "a-secret"));
        scenario.create(parse(DATASET, Dataset.class));
        scenario.create(parse(RUNTIME, JindoRuntime.class));
        scenario.awaitBound("model");
        SpecChanges changes = new SpecChanges(scenario, "JindoRuntime", "model");
        String worker = "model-jindofs-worker-0";

        changes.ofWorker(
                worker,
                "{\"A_VARIABLE\":\"a value\"}",
                "{\"tolerations\":[{\"key\":\"a-taint\",\"operator\":\"Exists\"}]}",
                container -> true);
        assertThat(worker().get().getSpec().getTolerations())
                .anyMatch(toleration -> "a-taint".equals(toleration.getKey()));
        changes.ofRuntime("{\"worker\":{\"properties\":{\"a.property\":\"1\"}}}", container -> true, worker);
        assertThat(log(worker, "jindofs-worker")).contains("property [jindocache-worker] a.property = 1");
        changes.ofFuse("{\"fuse\":{\"env\":{\"A_VARIABLE\":\"of the client\"}}}", SpecChanges.told("of the client"));
    }

    @Test
    void whatTheProcessesMissIsToldByTheDataset() {
        scenario.create(keys("an-id", ""));
        scenario.create(parse(DATASET, Dataset.class));
        scenario.create(parse(RUNTIME, JindoRuntime.class));
        scenario.await(
                "model",
                "tells what the stand-in said when it ended",
                Scenario.condition("NotReady", "True", "no credentials in /token/bucket/AccessKeySecret"),
                SECONDS);
    }

    @TestFactory
    @Execution(ExecutionMode.CONCURRENT)
    Stream<DynamicTest> whatTheGoldenManifestsDescribeRuns(@TempDir Path folder) throws IOException {
        Path cases = Build.home().resolve(GOLDEN);
        List<Path> all;
        try (Stream<Path> found = Files.list(cases)) {
            all = found.sorted().toList();
        }
        assertThat(all).hasSizeGreaterThanOrEqualTo(25);
        return all.stream()
                // It wants a capability (SYS_RESOURCE) that machines like ours do not have to give.
                .filter(one -> !one.endsWith("rdma"))
                .map(one -> DynamicTest.dynamicTest(one.getFileName().toString(), () -> {
                    try (GoldenRun run = new GoldenRun(cluster, one, folder.resolve(one.getFileName()))) {
                        run.images().forEach(JindoScenariosIT::loadStandIn);
                        run.check();
                    }
                }));
    }

    private void readThroughASidecar() {
        scenario.create(scenario.reader(
                "reader",
                "cat /data/model/stand-in.txt; touch /data/model/new 2>/dev/null && echo written; exit 0",
                "model"));
        assertThat(scenario.awaitSuccess("reader", SECONDS))
                .contains("option -oro", "option -okernel_cache", "option -ono_symlink", "option -ometrics_port=0")
                .contains("credentials /token/bucket an-id, a secret of 8")
                .contains("property [jindosdk] fs.oss.bucket.bucket.endpoint = oss.example.com")
                .doesNotContain("written");
        client.pods().inNamespace(scenario.namespace()).withName("reader").delete();
        scenario.awaitGone(client.pods().inNamespace(scenario.namespace()).withName("reader"), SECONDS);
    }

    private void load() {
        scenario.create(parse(LOAD.formatted(scenario.namespace()), DataLoad.class));
        scenario.await(
                client.resources(DataLoad.class)
                        .inNamespace(scenario.namespace())
                        .withName("warm"),
                "the load has come to its end",
                seen -> seen.getStatus() != null
                        && List.of("Complete", "Failed")
                                .contains(seen.getStatus().phase()),
                SECONDS);
        assertThat(log("model-jindofs-master-0", "jindofs-master")).contains("told load jindo:///models/train");
    }

    private void scale(int workers) {
        runtime().patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"replicas\":" + workers + "}}");
        scenario.await(
                workers(),
                workers + " workers are ready",
                set -> set.getStatus() != null
                        && Objects.equals(set.getStatus().getReadyReplicas(), workers)
                        && Objects.equals(set.getStatus().getReplicas(), workers),
                SECONDS);
        scenario.awaitBound("model");
    }

    /** A change of the image and of a property replaces the worker, and the condition tells when it is done. */
    private void change() {
        String before = worker().get().getMetadata().getUid();
        JindoRuntime changed = runtime()
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"spec\":{\"jindoVersion\":{\"imageTag\":\"" + JindoStandIn.OTHER_TAG
                                + "\"},\"worker\":{\"properties\":{\"storage.compaction.enable\":\"false\"}}}}");
        scenario.await(
                worker(),
                "the worker was replaced",
                pod -> !pod.getMetadata().getUid().equals(before) && Readiness.isPodReady(pod),
                SECONDS);
        assertThat(log("model-jindofs-worker-0", "jindofs-worker"))
                .contains("image " + JindoStandIn.REPOSITORY + ":" + JindoStandIn.OTHER_TAG)
                .contains("property [jindocache-worker] storage.compaction.enable = false");
        scenario.await(
                runtime(),
                "the change is rolled out",
                seen -> changed.getMetadata()
                                .getGeneration()
                                .equals(seen.getStatus().observedGeneration())
                        && seen.getStatus().conditions().stream()
                                .anyMatch(condition ->
                                        "RolledOut".equals(condition.type()) && "True".equals(condition.status())),
                SECONDS);
        scenario.awaitBound("model");
    }

    private void delete() {
        client.resources(Dataset.class)
                .inNamespace(scenario.namespace())
                .withName("model")
                .delete();
        scenario.awaitGone(runtime(), SECONDS);
        scenario.awaitGone(
                client.resources(Dataset.class)
                        .inNamespace(scenario.namespace())
                        .withName("model"),
                SECONDS);
        scenario.awaitGone(client.persistentVolumes().withName(scenario.namespace() + "-model"), SECONDS);
        scenario.awaitGone(workers(), SECONDS);
        scenario.awaitGone(
                client.apps().daemonSets().inNamespace(scenario.namespace()).withName("model-jindofs-fuse"), SECONDS);
        for (String kind : List.of("ConfigMap", "Service", "PersistentVolumeClaim")) {
            scenario.resources("v1", kind).stream()
                    .map(object -> object.getMetadata().getName())
                    .filter(name -> name.startsWith("model"))
                    .forEach(name -> scenario.awaitGone(
                            client.genericKubernetesResources("v1", kind)
                                    .inNamespace(scenario.namespace())
                                    .withName(name),
                            SECONDS));
        }
        assertThat(client.nodes().list().getItems())
                .flatMap(node -> node.getMetadata().getLabels().keySet())
                .noneMatch(label -> label.contains(scenario.namespace()));
    }

    private Resource<JindoRuntime> runtime() {
        return client.resources(JindoRuntime.class)
                .inNamespace(scenario.namespace())
                .withName("model");
    }

    private Resource<StatefulSet> workers() {
        return client.apps().statefulSets().inNamespace(scenario.namespace()).withName("model-jindofs-worker");
    }

    private PodResource worker() {
        return client.pods().inNamespace(scenario.namespace()).withName("model-jindofs-worker-0");
    }

    private String log(String pod, String container) {
        return client.pods()
                .inNamespace(scenario.namespace())
                .withName(pod)
                .inContainer(container)
                .getLog();
    }

    private static <T> T parse(String yaml, Class<T> type) {
        return Serialization.unmarshal(yaml, type);
    }

    private static Secret keys(String id, String key) {
        return new SecretBuilder()
                .withNewMetadata()
                .withName("keys")
                .endMetadata()
                .addToStringData("id", id)
                .addToStringData("key", key)
                .build();
    }
}
