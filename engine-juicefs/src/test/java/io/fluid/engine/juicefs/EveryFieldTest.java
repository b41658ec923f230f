package io.fluid.engine.juicefs;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.JuiceFSRuntimeSpec;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.Problem;
import io.fluid.testkit.EngineRequests;
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

    private static final EngineRequests REQUESTS = new EngineRequests(new JuiceFSEngineProvider());
    private static final String METADATA =
            "sharedEncryptOptions: [{name: metaurl, valueFrom: {secretKeyRef: {name: jfs, key: url}}}]\n";
    private static final String DATASET = "mounts: [{mountPoint: 'juicefs:///', name: models}]\n" + METADATA;
    private static final String MOUNTS = "mounts: [{mountPoint: 'juicefs:///', name: models, %s}]\n";
    private static final String LEVEL = "tieredstore: {levels: [{mediumtype: SSD, path: '/a:/b', %s}]}";

    private static final Map<String, Served> RUNTIME = new TreeMap<>();
    private static final Map<String, Served> DATASETS = new TreeMap<>();

    private enum How {
        /** The objects have the text when the field is set like this, and do not otherwise. */
        RENDERED,
        /** The objects have the text unless the field is set like this. */
        ABSENT,
        /** The value is refused, and the text is the field that is named. */
        REFUSED,
        /** Not for engines: the text says who acts on it, or why there is nothing to do. */
        ELSEWHERE
    }

    private record Served(How how, String yaml, String text) {}

    static {
        rendered("juicefsVersion.image", "juicefsVersion: {image: corp/jfs}", "corp/jfs:ce-");
        rendered("juicefsVersion.imageTag", "juicefsVersion: {imageTag: ce-9}", "juicedata/mount:ce-9");
        rendered("juicefsVersion.imagePullPolicy", "juicefsVersion: {imagePullPolicy: Never}", "\"Never\"");
        for (String field : SpecFields.of(io.fluid.api.v1alpha1.InitUsersSpec.class)) {
            refused("initUsers." + field, "initUsers: {image: x}", "initUsers");
        }
        for (String field : SpecFields.of(io.fluid.api.v1alpha1.JuiceFSComponentSpec.class)) {
            refused("master." + field, "master: {replicas: 1}", "master");
            refused("jobWorker." + field, "jobWorker: {replicas: 1}", "jobWorker");
        }
        part("worker");
        part("fuse");
        refused("worker.replicas", "worker: {replicas: 0}", "worker.replicas");
        rendered("worker.ports", "worker: {ports: [{containerPort: 31234}]}", "containerPort: 31234");
        RUNTIME.put("worker.enabled", new Served(How.ABSENT, "worker: {enabled: false}", "StatefulSet"));
        rendered("fuse.image", "fuse: {image: corp/fuse}", "corp/fuse:ce-");
        rendered("fuse.imageTag", "fuse: {imageTag: v9}", "juicedata/mount:v9");
        rendered("fuse.imagePullPolicy", "fuse: {imagePullPolicy: Never}", "\"Never\"");
        refused("fuse.cleanPolicy", "fuse: {cleanPolicy: Sometimes}", "fuse.cleanPolicy");
        rendered(
                "tieredstore.levels.mediumtype",
                "tieredstore: {levels: [{mediumtype: MEM, path: /a, quota: 2Gi, volumeType: emptyDir}]}",
                "medium: \"Memory\"");
        rendered("tieredstore.levels.path", LEVEL.formatted("quota: 2Gi"), "--cache-dir=/a/research/model:/b/research");
        rendered("tieredstore.levels.quota", LEVEL.formatted("quota: 6Gi"), "--cache-size=6144");
        rendered("tieredstore.levels.quotaList", LEVEL.formatted("quotaList: '3Gi,2Gi'"), "--cache-size=4096");
        rendered("tieredstore.levels.low", LEVEL.formatted("quota: 2Gi, low: '0.3'"), "--free-space-ratio=0.3");
        elsewhere(RUNTIME, "tieredstore.levels.high", "JuiceFS has one mark, the free space that low is");
        rendered(
                "tieredstore.levels.volumeType",
                LEVEL.formatted("quota: 2Gi, volumeType: hostPath"),
                "path: \"/a/research/model\"");
        rendered(
                "tieredstore.levels.volumeSource",
                LEVEL.formatted("quota: 2Gi, volumeType: emptyDir, volumeSource: {emptyDir: {sizeLimit: 777Gi}}"),
                "777Gi");
        rendered("configs", "configs: ['trash-days=7']", "--trash-days=7");
        rendered("replicas", "replicas: 5", "replicas: 5");
        for (String field : SpecFields.of(io.fluid.api.v1alpha1.User.class)) {
            refused("runAs." + field, "runAs: {uid: 1, gid: 1, user: a, group: b}", "runAs");
        }
        RUNTIME.put("disablePrometheus", new Served(How.ABSENT, "disablePrometheus: true", "juicefs_runtime_metrics"));
        rendered(
                "volumes",
                "volumes: [{name: extra, hostPath: {path: /tested}}]\n"
                        + "worker: {volumeMounts: [{name: extra, mountPath: /extra}]}",
                "path: \"/tested\"");
        rendered(
                "volumeClaimTemplates",
                "volumeClaimTemplates: [{metadata: {name: tested}, spec: {accessModes: [ReadWriteOnce]}}]",
                "name: \"tested\"");
        rendered("podMetadata.labels", "podMetadata: {labels: {tested: a}}", "tested: \"a\"");
        rendered("podMetadata.annotations", "podMetadata: {annotations: {tested: a}}", "tested: \"a\"");
        for (String field : SpecFields.of(io.fluid.api.v1alpha1.RuntimeManagement.class)) {
            elsewhere(RUNTIME, "management." + field, "RuntimeView.management of the core");
        }

        dataset(
                "mounts.mountPoint",
                "mounts: [{mountPoint: 'juicefs:///tested', name: models}]\n" + METADATA,
                "/tested");
        dataset("mounts.name", "mounts: [{mountPoint: 'juicefs:///', name: tested}]\n" + METADATA, "\"tested\"");
        DATASETS.put(
                "mounts.path",
                new Served(How.REFUSED, MOUNTS.formatted("path: /a") + METADATA, "Dataset.spec.mounts[0].path"));
        dataset("mounts.options", MOUNTS.formatted("options: {tested: x}") + METADATA, "--tested=x");
        DATASETS.put(
                "mounts.readOnly",
                new Served(
                        How.RENDERED,
                        MOUNTS.formatted("readOnly: true") + METADATA + "accessModes: [ReadWriteMany]",
                        "--read-only"));
        elsewhere(DATASETS, "mounts.shared", "every mount of JuiceFS is seen by all users");
        String secret = "[{name: TESTED_X, valueFrom: {secretKeyRef: {name: keys, key: two}}}%s]";
        String shared = ", {name: metaurl, valueFrom: {secretKeyRef: {name: jfs, key: url}}}";
        for (String part : List.of("name", "valueFrom.secretKeyRef.name", "valueFrom.secretKeyRef.key")) {
            String text = part.equals("name") ? "TESTED_X" : part.endsWith("key") ? "key: \"two\"" : "\"keys\"";
            dataset(
                    "mounts.encryptOptions." + part,
                    MOUNTS.formatted("encryptOptions: " + secret.formatted("")) + METADATA,
                    text);
            dataset(
                    "sharedEncryptOptions." + part,
                    "mounts: [{mountPoint: 'juicefs:///', name: models}]\nsharedEncryptOptions: "
                            + secret.formatted(shared),
                    text);
        }
        dataset("sharedOptions", DATASET + "sharedOptions: {tested: x}", "--tested=x");
        for (String part : List.of("path", "nodeName")) {
            DATASETS.put(
                    "dataRestoreLocation." + part,
                    new Served(
                            How.REFUSED,
                            DATASET + "dataRestoreLocation: {path: 'local:///backup', nodeName: tested}",
                            "Dataset.spec.dataRestoreLocation"));
        }
        for (String part : SpecFields.of(io.fluid.api.v1alpha1.User.class)) {
            DATASETS.put(
                    "owner." + part,
                    new Served(
                            How.REFUSED, DATASET + "owner: {uid: 1, gid: 1, user: a, group: b}", "Dataset.spec.owner"));
        }
        DATASETS.put("accessModes", new Served(How.ABSENT, DATASET + "accessModes: [ReadWriteMany]", "--read-only"));
        for (String field : List.of("nodeAffinity.required", "tolerations", "placement")) {
            elsewhere(DATASETS, field, "Placement of the core");
        }
        for (String field : List.of("name", "namespace", "category", "type", "masterReplicas")) {
            elsewhere(DATASETS, "runtimes." + field, "only status.runtimes is used");
        }
    }

    private static void part(String name) {
        rendered(name + ".options", name + ": {options: {tested: x}}", "--tested=x");
        rendered(name + ".resources", name + ": {resources: {limits: {memory: 7777Mi}}}", "7777Mi");
        rendered(name + ".env", name + ": {env: [{name: TESTED, value: x}]}", "TESTED");
        rendered(name + ".nodeSelector", name + ": {nodeSelector: {disk: fast}}", "disk: \"fast\"");
        rendered(
                name + ".volumeMounts",
                "volumes: [{name: extra, emptyDir: {}}]\n" + name
                        + ": {volumeMounts: [{name: extra, mountPath: /tested}]}",
                "mountPath: \"/tested\"");
        rendered(name + ".podMetadata.labels", name + ": {podMetadata: {labels: {tested: a}}}", "tested: \"a\"");
        rendered(
                name + ".podMetadata.annotations",
                name + ": {podMetadata: {annotations: {tested: a}}}",
                "tested: \"a\"");
        rendered(name + ".networkMode", name + ": {networkMode: ContainerNetwork}", "containerPort: 9567");
    }

    private static void rendered(String field, String yaml, String text) {
        RUNTIME.put(field, new Served(How.RENDERED, yaml, text));
    }

    private static void refused(String field, String yaml, String named) {
        RUNTIME.put(field, new Served(How.REFUSED, yaml, "JuiceFSRuntime.spec." + named));
    }

    private static void dataset(String field, String yaml, String text) {
        DATASETS.put(field, new Served(How.RENDERED, yaml, text));
    }

    private static void elsewhere(Map<String, Served> fields, String field, String where) {
        fields.put(field, new Served(How.ELSEWHERE, "", where));
    }

    @Test
    void everyFieldOfTheRuntimeIsAccountedFor() {
        assertThat(RUNTIME.keySet()).containsExactlyInAnyOrderElementsOf(SpecFields.of(JuiceFSRuntimeSpec.class));
    }

    @Test
    void everyFieldOfTheDatasetIsAccountedFor() {
        assertThat(DATASETS.keySet()).containsExactlyInAnyOrderElementsOf(SpecFields.of(DatasetSpec.class));
    }

    @TestFactory
    Stream<DynamicTest> fieldsOfTheRuntimeAreServed() {
        return RUNTIME.entrySet().stream()
                .filter(field -> field.getValue().how() != How.ELSEWHERE)
                .map(field -> dynamicTest(
                        field.getKey(),
                        () -> check(
                                field.getValue(),
                                REQUESTS.of(DATASET, field.getValue().yaml()))));
    }

    @TestFactory
    Stream<DynamicTest> fieldsOfTheDatasetAreServed() {
        return DATASETS.entrySet().stream()
                .filter(field -> field.getValue().how() != How.ELSEWHERE)
                .map(field -> dynamicTest(
                        field.getKey(),
                        () -> check(
                                field.getValue(), REQUESTS.of(field.getValue().yaml(), "replicas: 1"))));
    }

    private static void check(Served served, CacheRequest request) {
        List<Problem> problems = REQUESTS.engine().validate(request);
        if (served.how() == How.REFUSED) {
            assertThat(problems).extracting(Problem::field).containsExactly(served.text());
            return;
        }
        assertThat(problems).isEmpty();
        // A writable dataset is the other one for what read-only mounts say.
        String other = text(REQUESTS.of(
                request.dataset().getSpec().mounts().get(0).readOnly() == null
                        ? DATASET
                        : DATASET + "accessModes: [ReadWriteMany]",
                "replicas: 1"));
        boolean rendered = served.how() == How.RENDERED;
        assertThat(rendered ? text(request) : other).contains(served.text());
        assertThat(rendered ? other : text(request)).doesNotContain(served.text());
    }

    private static String text(CacheRequest request) {
        var description = REQUESTS.engine().describe(request);
        List<HasMetadata> objects = new ArrayList<>(description.resources());
        Stream.of(description.worker(), description.fuse().daemonSet())
                .filter(Objects::nonNull)
                .forEach(objects::add);
        StringBuilder text = new StringBuilder();
        objects.forEach(object -> text.append(Serialization.asYaml(object)));
        return text.toString();
    }
}
