package io.fluid.engine.jindo;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.JindoRuntimeSpec;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.Problem;
import io.fluid.testkit.SpecFields;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** Holds the engine to it that no field of a runtime or a dataset is ignored in silence. */
class EveryFieldTest {

    private static final String MOUNTS = "mounts: [{mountPoint: 's3://bucket', path: /, %s}]\n";
    private static final String DATASET = "mounts: [{mountPoint: 's3://bucket', path: /}]\n";
    private static final String LEVEL = "tieredstore: {levels: [{mediumtype: SSD, path: '/a,/b', %s}]}";

    private static final Map<String, Served> RUNTIME = new TreeMap<>();
    private static final Map<String, Served> DATASETS = new TreeMap<>();

    private enum How {
        /** The objects have the text when the field is set like this, and do not otherwise. */
        RENDERED,
        /** The value is refused, and the text is the field that is named. */
        REFUSED,
        /** Not for engines: the text says who acts on it, or why there is nothing to do. */
        ELSEWHERE
    }

    private record Served(How how, String yaml, String text) {}

    static {
        rendered("jindoVersion.image", "jindoVersion: {image: corp/jindo}", "corp/jindo:6.9.1");
        rendered("jindoVersion.imageTag", "jindoVersion: {imageTag: 9.9}", "smartdata:9.9");
        rendered("jindoVersion.imagePullPolicy", "jindoVersion: {imagePullPolicy: Never}", "\"Never\"");
        for (String name : List.of("master", "worker", "fuse")) {
            component(name);
        }
        for (String name : List.of("master", "worker")) {
            refused(name + ".replicas", name + ": {replicas: 7}", name + ".replicas");
            rendered(name + ".ports", name + ": {ports: {rpc: 31234}}", "ontainerPort: 31234");
            rendered(
                    name + ".volumeMounts",
                    "volumes: [{name: extra, emptyDir: {}}]\n" + name
                            + ": {volumeMounts: [{name: extra, mountPath: /tested}]}",
                    "mountPath: \"/tested\"");
        }
        String noCache = "master: {disabled: true}\nworker: {disabled: true}";
        rendered("master.disabled", noCache, "-ouri=s3://bucket");
        rendered("worker.disabled", noCache, "-ouri=s3://bucket");
        refused("fuse.disabled", "fuse: {disabled: true}", "fuse.disabled");
        rendered("fuse.image", "fuse: {image: corp/fuse}", "corp/fuse:6.9.1");
        rendered("fuse.imageTag", "fuse: {imageTag: v9}", "jindo-fuse:v9");
        rendered("fuse.imagePullPolicy", "fuse: {imagePullPolicy: Never}", "\"Never\"");
        rendered("fuse.args", "fuse: {args: ['-otested']}", "-otested");
        refused("fuse.cleanPolicy", "fuse: {cleanPolicy: Sometimes}", "fuse.cleanPolicy");
        rendered("fuse.logConfig", "fuse: {logConfig: {tested: x}}", "tested = x");
        rendered("fuse.metrics.enabled", "fuse: {metrics: {enabled: true}}", "jindo-metrics");
        rendered(
                "fuse.metrics.scrapeTarget",
                "fuse: {metrics: {enabled: true, scrapeTarget: MountPod}}",
                "prometheus.io/scrape");
        rendered("properties", "properties: {tested: x}", "tested = x");
        rendered("tieredstore.levels.mediumtype", LEVEL.formatted("quota: 2Gi"), "ram.cache.enable = false");
        rendered("tieredstore.levels.path", LEVEL.formatted("quota: 2Gi"), "/a/research/model/jindocache");
        rendered("tieredstore.levels.quota", LEVEL.formatted("quota: 6Gi"), "capacities = 3g,3g");
        rendered("tieredstore.levels.quotaList", LEVEL.formatted("quotaList: '1Gi,2Gi'"), "capacities = 1g,2g");
        rendered("tieredstore.levels.high", LEVEL.formatted("quota: 2Gi, high: '0.9'"), "high.ratio = 0.9");
        rendered("tieredstore.levels.low", LEVEL.formatted("quota: 2Gi, low: '0.3'"), "low.ratio = 0.3");
        rendered(
                "tieredstore.levels.volumeType",
                LEVEL.formatted("quota: 2Gi, volumeType: hostPath"),
                "path: \"/a/research/model\"");
        rendered(
                "tieredstore.levels.volumeSource",
                LEVEL.formatted("quota: 2Gi, volumeType: emptyDir, volumeSource: {emptyDir: {sizeLimit: 777Gi}}"),
                "777Gi");
        rendered("replicas", "replicas: 5", "replicas: 5");
        String runAs = "runAs: {uid: 1234, gid: 1235, user: ann, group: lab}";
        rendered("runAs.uid", runAs, "runAsUser: 1234");
        rendered("runAs.gid", runAs, "fsGroup: 1235");
        refused("runAs.user", runAs.replace("ann", "'a b'"), "runAs.user");
        refused("runAs.group", runAs.replace("lab", "'a b'"), "runAs.group");
        rendered("user", "user: hadoop", "\"hadoop\"");
        rendered("hadoopConfig", "hadoopConfig: hdfs-conf", "hdfs-conf");
        rendered("secret", "secret: sts", "name: \"sts\"");
        rendered("labels", "labels: {tested: a}", "tested: \"a\"");
        rendered("podMetadata.labels", "podMetadata: {labels: {tested: a}}", "tested: \"a\"");
        rendered("podMetadata.annotations", "podMetadata: {annotations: {tested: a}}", "tested: \"a\"");
        rendered("logConfig", "logConfig: {tested: x}", "tested = x");
        rendered("networkmode", "networkmode: ContainerNetwork", "ontainerPort: 8101");
        rendered(
                "volumes",
                "volumes: [{name: extra, hostPath: {path: /tested}}]\n"
                        + "worker: {volumeMounts: [{name: extra, mountPath: /extra}]}",
                "path: \"/tested\"");
        rendered("imagePullSecrets", "imagePullSecrets: [{name: pull-it}]", "pull-it");
        for (String field : List.of("gracePeriodSeconds", "maxRetryAttempts")) {
            elsewhere(RUNTIME, "cleanCachePolicy." + field, "docs/engines.md: what lies on host paths stays there");
        }

        dataset("mounts.mountPoint", "mounts: [{mountPoint: 's3://other', path: /}]", "s3://other");
        dataset("mounts.name", "mounts: [{mountPoint: 's3://b', name: tested}]", "<name>tested</name>");
        dataset("mounts.path", "mounts: [{mountPoint: 's3://b', path: /tested}]", "value: \"/tested\"");
        dataset("mounts.options", MOUNTS.formatted("options: {fs.s3.tested: x}"), "fs.s3.tested = x");
        dataset(
                "mounts.readOnly",
                "mounts: [{mountPoint: 'pvc://claim', name: a, readOnly: true}]",
                "mountPath: \"/underFSStorage/a\"\n          name: \"ufs-0\"\n          readOnly: true");
        elsewhere(DATASETS, "mounts.shared", "every mount of JindoCache is seen by all users");
        String secrets = "[{name: fs.s3.accessKeyId, valueFrom: {secretKeyRef: {name: keys, key: one}}}, "
                + "{name: fs.s3.accessKeySecret, valueFrom: {secretKeyRef: {name: keys, key: two}}}]";
        for (String part : List.of("name", "valueFrom.secretKeyRef.name", "valueFrom.secretKeyRef.key")) {
            String text = part.equals("name") ? "s3/AccessKeyId" : part.endsWith("key") ? "key: \"two\"" : "\"keys\"";
            dataset("mounts.encryptOptions." + part, MOUNTS.formatted("encryptOptions: " + secrets), text);
            dataset("sharedEncryptOptions." + part, DATASET + "sharedEncryptOptions: " + secrets, text);
        }
        dataset("sharedOptions", DATASET + "sharedOptions: {fs.s3.tested: x}", "fs.s3.tested = x");
        String owner = DATASET + "owner: {uid: 1234, gid: 1235, user: ann, group: lab}";
        dataset("owner.uid", owner, "-ouid=1234");
        dataset("owner.gid", owner, "-ogid=1235");
        DATASETS.put("owner.user", new Served(How.REFUSED, owner.replace("ann", "'a b'"), "Dataset.spec.owner.user"));
        DATASETS.put("owner.group", new Served(How.REFUSED, owner.replace("lab", "'a b'"), "Dataset.spec.owner.group"));
        dataset("accessModes", DATASET + "accessModes: [ReadWriteMany]", "-oauto_cache");
        for (String part : List.of("path", "nodeName")) {
            DATASETS.put(
                    "dataRestoreLocation." + part,
                    new Served(
                            How.REFUSED,
                            DATASET + "dataRestoreLocation: {path: 'local:///backup', nodeName: tested}",
                            "Dataset.spec.dataRestoreLocation"));
        }
        for (String field : List.of("nodeAffinity.required", "tolerations", "placement")) {
            elsewhere(DATASETS, field, "Placement of the core");
        }
        for (String field : List.of("name", "namespace", "category", "type", "masterReplicas")) {
            elsewhere(DATASETS, "runtimes." + field, "only status.runtimes is used");
        }
    }

    private static void component(String name) {
        rendered(name + ".properties", name + ": {properties: {tested: x}}", "tested = x");
        rendered(name + ".resources", name + ": {resources: {limits: {memory: 7777Mi}}}", "7777Mi");
        rendered(name + ".env", name + ": {env: {TESTED: x}}", "TESTED");
        rendered(name + ".nodeSelector", name + ": {nodeSelector: {disk: fast}}", "disk: \"fast\"");
        rendered(name + ".tolerations", name + ": {tolerations: [{key: tested}]}", "key: \"tested\"");
        rendered(name + ".labels", name + ": {labels: {tested: a}}", "tested: \"a\"");
        rendered(name + ".podMetadata.labels", name + ": {podMetadata: {labels: {tested: a}}}", "tested: \"a\"");
        rendered(
                name + ".podMetadata.annotations",
                name + ": {podMetadata: {annotations: {tested: a}}}",
                "tested: \"a\"");
        rendered(name + ".imagePullSecrets", name + ": {imagePullSecrets: [{name: pull-it}]}", "pull-it");
    }

    private static void rendered(String field, String yaml, String text) {
        RUNTIME.put(field, new Served(How.RENDERED, yaml, text));
    }

    private static void refused(String field, String yaml, String named) {
        RUNTIME.put(field, new Served(How.REFUSED, yaml, "JindoRuntime.spec." + named));
    }

    private static void dataset(String field, String yaml, String text) {
        DATASETS.put(field, new Served(How.RENDERED, yaml, text));
    }

    private static void elsewhere(Map<String, Served> fields, String field, String where) {
        fields.put(field, new Served(How.ELSEWHERE, "", where));
    }

    @Test
    void everyFieldOfTheRuntimeIsAccountedFor() {
        assertThat(RUNTIME.keySet()).containsExactlyInAnyOrderElementsOf(SpecFields.of(JindoRuntimeSpec.class));
    }

    @Test
    void everyFieldOfTheDatasetIsAccountedFor() {
        assertThat(DATASETS.keySet()).containsExactlyInAnyOrderElementsOf(SpecFields.of(DatasetSpec.class));
    }

    @TestFactory
    Stream<DynamicTest> fieldsOfTheRuntimeAreServed() {
        return RUNTIME.entrySet().stream()
                .map(field -> dynamicTest(
                        field.getKey(),
                        () -> check(
                                field.getValue(),
                                Requests.of(DATASET, field.getValue().yaml()))));
    }

    @TestFactory
    Stream<DynamicTest> fieldsOfTheDatasetAreServed() {
        return DATASETS.entrySet().stream()
                .filter(field -> field.getValue().how() != How.ELSEWHERE)
                .map(field -> dynamicTest(
                        field.getKey(),
                        () -> check(
                                field.getValue(), Requests.of(field.getValue().yaml(), "replicas: 1"))));
    }

    private static void check(Served served, CacheRequest request) {
        List<Problem> problems = Requests.ENGINE.validate(request);
        switch (served.how()) {
            case RENDERED -> {
                assertThat(problems).isEmpty();
                assertThat(text(request)).contains(served.text());
                assertThat(text(Requests.of(DATASET, "replicas: 1"))).doesNotContain(served.text());
            }
            case REFUSED -> assertThat(problems).extracting(Problem::field).containsExactly(served.text());
            case ELSEWHERE -> assertThat(problems).isEmpty();
        }
    }

    private static String text(CacheRequest request) {
        var description = Requests.ENGINE.describe(request);
        List<HasMetadata> objects = new ArrayList<>(description.resources());
        Stream.of(description.master(), description.worker(), description.fuse().daemonSet())
                .filter(Objects::nonNull)
                .forEach(objects::add);
        StringBuilder text = new StringBuilder();
        objects.forEach(object -> text.append(Serialization.asYaml(object)));
        return text.toString();
    }
}
