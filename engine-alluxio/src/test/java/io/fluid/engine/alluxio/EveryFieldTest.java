package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.client.utils.Serialization;
import io.fluid.api.v1alpha1.AlluxioRuntimeSpec;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.Problem;
import io.fluid.testkit.SpecFields;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

/** Holds the engine to it that no field of a runtime or a dataset is ignored in silence. */
class EveryFieldTest {

    private static final String DATASET = "mounts: [{mountPoint: 's3://bucket', path: /}]\n";
    private static final String VOLUME = "volumes: [{name: extra, emptyDir: {}}]\n";

    private static final Map<String, Served> RUNTIME_FIELDS = new TreeMap<>();
    private static final Map<String, Served> DATASET_FIELDS = new TreeMap<>();

    /** How a field is served. */
    private interface Served {}

    /** The objects have {@code text} when the field is set like this, and do not otherwise. */
    private record Rendered(String yaml, String text) implements Served {}

    /** The value is refused, with this field named. */
    private record Refused(String yaml, String field) implements Served {}

    /** Not for engines: the core acts on it, whatever the engine. */
    private record ByCore(String where) implements Served {}

    /** Has no meaning, here as in CNCF Fluid. */
    private record Meaningless(String why) implements Served {}

    static {
        runtime("alluxioVersion.image", "alluxioVersion: {image: corp/alluxio}", "corp/alluxio:2.9.3");
        runtime("alluxioVersion.imageTag", "alluxioVersion: {imageTag: 9.9}", "alluxio-dev:9.9");
        runtime("alluxioVersion.imagePullPolicy", "alluxioVersion: {imagePullPolicy: Never}", "\"Never\"");
        component("master", "rpc");
        component("jobMaster", "rpc");
        component("apiGateway", "rest");
        component("worker", "rpc");
        component("jobWorker", "rpc");
        runtime("master.replicas", "master: {replicas: 3}", "model-master-2");
        runtime("apiGateway.enabled", "apiGateway: {enabled: true}", "alluxio-api-gateway");
        runtime("master.networkMode", "master: {networkMode: ContainerNetwork}", "19998");
        runtime("worker.networkMode", "worker: {networkMode: ContainerNetwork}", "29999");
        String runAs = "runAs: {uid: 1234, gid: 1235, user: ann, group: lab}\n";
        runtime("runAs.uid", runAs, "runAsUser: 1234");
        runtime("runAs.gid", runAs, "fsGroup: 1235");
        runtime("runAs.user", runAs, "value: \"ann\"");
        runtime("runAs.group", runAs, "value: \"lab\"");
        runtime("initUsers.image", runAs + "initUsers: {image: corp/users}", "corp/users:2.9.3");
        runtime("initUsers.imageTag", runAs + "initUsers: {imageTag: v9}", "alluxio-dev:v9");
        runtime("initUsers.imagePullPolicy", runAs + "initUsers: {imagePullPolicy: Never}", "\"Never\"");
        runtime("initUsers.env", runAs + "initUsers: {env: {TESTED: x}}", "TESTED");
        runtime("initUsers.resources", runAs + "initUsers: {resources: {limits: {memory: 7777Mi}}}", "7777Mi");
        runtime("fuse.image", "fuse: {image: corp/fuse}", "corp/fuse:2.9.3");
        runtime("fuse.imageTag", "fuse: {imageTag: v9}", "alluxio-dev:v9");
        runtime("fuse.imagePullPolicy", "fuse: {imagePullPolicy: Never}", "\"Never\"");
        runtime("fuse.imagePullSecrets", "fuse: {imagePullSecrets: [{name: pull-it}]}", "pull-it");
        runtime("fuse.jvmOptions", "fuse: {jvmOptions: ['-Dtested=1']}", "-Dtested=1");
        runtime("fuse.properties", "fuse: {properties: {tested: x}}", "tested=x");
        runtime("fuse.env", "fuse: {env: {TESTED: x}}", "TESTED");
        runtime("fuse.resources", "fuse: {resources: {limits: {memory: 7777Mi}}}", "7777Mi");
        runtime("fuse.args", "fuse: {args: [fuse, --fuse-opts=tested]}", "--fuse-opts=tested,allow_other");
        runtime("fuse.nodeSelector", "fuse: {nodeSelector: {disk: fast}}", "disk: \"fast\"");
        runtime("fuse.networkMode", "fuse: {networkMode: ContainerNetwork}", "hostNetwork of the fuse: null");
        runtime(
                "fuse.volumeMounts",
                VOLUME + "fuse: {volumeMounts: [{name: extra, mountPath: /tested}]}",
                "mountPath: \"/tested\"");
        runtime("fuse.podMetadata.labels", "fuse: {podMetadata: {labels: {tested: a}}}", "tested: \"a\"");
        runtime("fuse.podMetadata.annotations", "fuse: {podMetadata: {annotations: {tested: a}}}", "tested: \"a\"");
        refused("fuse.cleanPolicy", "fuse: {cleanPolicy: Sometimes}", "fuse.cleanPolicy");
        runtime("properties", "properties: {tested: x}", "tested=x");
        runtime("jvmOptions", "jvmOptions: ['-Dtested=1']", "-Dtested=1");
        String level = "tieredstore: {levels: [{mediumtype: SSD, path: '/a,/b', %s}]}";
        runtime("tieredstore.levels.mediumtype", level.formatted("quota: 2Gi"), "mediumtype=SSD,SSD");
        runtime("tieredstore.levels.path", level.formatted("quota: 2Gi"), "path: \"/a/research/model\"");
        runtime("tieredstore.levels.quota", level.formatted("quota: 6Gi"), "quota=3221225472B,3221225472B");
        runtime("tieredstore.levels.quotaList", level.formatted("quotaList: '1Gi,2Gi'"), "1073741824B,2147483648B");
        runtime("tieredstore.levels.high", level.formatted("quota: 2Gi, high: '0.8'"), "watermark.high.ratio=0.8");
        runtime("tieredstore.levels.low", level.formatted("quota: 2Gi, low: '0.3'"), "watermark.low.ratio=0.3");
        runtime(
                "tieredstore.levels.volumeType",
                "tieredstore: {levels: [{mediumtype: MEM, path: /x, quota: 2Gi, volumeType: hostPath}]}",
                "path: \"/x/research/model\"");
        runtime(
                "tieredstore.levels.volumeSource",
                level.formatted("quota: 2Gi, volumeType: emptyDir, volumeSource: {emptyDir: {sizeLimit: 777Gi}}"),
                "777Gi");
        runtime("data.replicas", "data: {replicas: 4}", "replication.max=4");
        runtime("data.pin", "data: {pin: true}", "FLUID_LOAD_PIN: true");
        runtime("replicas", "replicas: 5", "replicas: 5");
        runtime("disablePrometheus", "disablePrometheus: true", "services without monitor label: 1");
        runtime("hadoopConfig", "hadoopConfig: hdfs-conf", "hdfs-conf");
        runtime(
                "volumes",
                "volumes: [{name: extra, hostPath: {path: /tested}}]\n"
                        + "worker: {volumeMounts: [{name: extra, mountPath: /extra}]}",
                "path: \"/tested\"");
        runtime("podMetadata.labels", "podMetadata: {labels: {tested: a}}", "tested: \"a\"");
        runtime("podMetadata.annotations", "podMetadata: {annotations: {tested: a}}", "tested: \"a\"");
        runtime("imagePullSecrets", "imagePullSecrets: [{name: pull-it}]", "pull-it");
        for (String field : List.of(
                "cleanCachePolicy.gracePeriodSeconds",
                "cleanCachePolicy.maxRetryAttempts",
                "metadataSyncPolicy.autoSync")) {
            RUNTIME_FIELDS.put("management." + field, new ByCore("CacheCleaner, CacheReporter"));
        }

        String mount = "mounts: [{mountPoint: 's3://other/x', path: /y, %s}]";
        dataset("mounts.mountPoint", "mounts: [{mountPoint: 's3://other', path: /}]", "s3://other");
        dataset("mounts.name", "mounts: [{mountPoint: 's3://other', name: tested}]", "mount /tested\n");
        dataset("mounts.path", "mounts: [{mountPoint: 's3://other', path: /tested}]", "mount /tested\n");
        dataset("mounts.options", mount.formatted("options: {k: tested}"), "option k=tested");
        dataset("mounts.readOnly", mount.formatted("readOnly: true"), " readonly\n");
        dataset("mounts.shared", mount.formatted("shared: true"), " shared\n");
        String secret = "[{name: k, valueFrom: {secretKeyRef: {name: keys, key: tested}}}]";
        for (String field : List.of("name", "valueFrom.secretKeyRef.name", "valueFrom.secretKeyRef.key")) {
            dataset("mounts.encryptOptions." + field, mount.formatted("encryptOptions: " + secret), "k keys/tested");
            dataset(
                    "sharedEncryptOptions." + field,
                    mount.formatted("name: n") + "\nsharedEncryptOptions: " + secret,
                    "secret k keys/tested");
        }
        dataset("sharedOptions", DATASET + "sharedOptions: {tested: x}", "option.tested=x");
        String owner = DATASET + "owner: {uid: 1234, gid: 1235, user: ann, group: lab}";
        dataset("owner.uid", owner, "uid=1234");
        dataset("owner.gid", owner, "gid=1235");
        DATASET_FIELDS.put("owner.user", new Refused(owner.replace("ann", "'a b'"), "Dataset.spec.owner.user"));
        DATASET_FIELDS.put("owner.group", new Refused(owner.replace("lab", "'a b'"), "Dataset.spec.owner.group"));
        dataset("accessModes", DATASET + "accessModes: [ReadWriteMany]", "kernel_cache,rw");
        String restore = DATASET + "dataRestoreLocation: {path: 'local:///backup', nodeName: tested}";
        dataset("dataRestoreLocation.path", restore, "path: \"/backup\"");
        dataset("dataRestoreLocation.nodeName", restore, "kubernetes.io/hostname: \"tested\"");
        DATASET_FIELDS.put("nodeAffinity.required", new ByCore("Placement"));
        DATASET_FIELDS.put("tolerations", new ByCore("Placement"));
        DATASET_FIELDS.put("placement", new ByCore("Placement"));
        for (String field : List.of("name", "namespace", "category", "type", "masterReplicas")) {
            DATASET_FIELDS.put("runtimes." + field, new Meaningless("only status.runtimes is used"));
        }
    }

    private static void runtime(String field, String yaml, String text) {
        RUNTIME_FIELDS.put(field, new Rendered(yaml, text));
    }

    private static void refused(String field, String yaml, String named) {
        RUNTIME_FIELDS.put(field, new Refused(yaml, "AlluxioRuntime.spec." + named));
    }

    private static void dataset(String field, String yaml, String text) {
        DATASET_FIELDS.put(field, new Rendered(yaml, text));
    }

    private static void component(String name, String port) {
        String on = name.equals("apiGateway") ? "enabled: true, " : "";
        String prefix = name + ": {" + on;
        refused(name + ".replicas", prefix + "replicas: 7}", name + ".replicas");
        runtime(name + ".jvmOptions", prefix + "jvmOptions: ['-Dtested=1']}", "-Dtested=1");
        runtime(name + ".properties", prefix + "properties: {tested: x}}", "tested=x");
        runtime(name + ".ports", prefix + "ports: {" + port + ": 31234}}", "ontainerPort: 31234");
        runtime(name + ".resources", prefix + "resources: {limits: {memory: 7777Mi}}}", "7777Mi");
        runtime(name + ".env", prefix + "env: {TESTED: x}}", "TESTED");
        refused(name + ".enabled", name + ": {enabled: false}", name + ".enabled");
        runtime(name + ".nodeSelector", prefix + "nodeSelector: {disk: fast}}", "disk: \"fast\"");
        refused(name + ".networkMode", prefix + "networkMode: ContainerNetwork}", name + ".networkMode");
        runtime(
                name + ".volumeMounts",
                VOLUME + prefix + "volumeMounts: [{name: extra, mountPath: /tested}]}",
                "mountPath: \"/tested\"");
        runtime(name + ".podMetadata.labels", prefix + "podMetadata: {labels: {tested: a}}}", "tested: \"a\"");
        runtime(
                name + ".podMetadata.annotations",
                prefix + "podMetadata: {annotations: {tested: a}}}",
                "tested: \"a\"");
        runtime(name + ".imagePullSecrets", prefix + "imagePullSecrets: [{name: pull-it}]}", "pull-it");
    }

    @Test
    void everyFieldOfTheRuntimeIsAccountedFor() {
        assertThat(RUNTIME_FIELDS.keySet())
                .containsExactlyInAnyOrderElementsOf(SpecFields.of(AlluxioRuntimeSpec.class));
    }

    @Test
    void everyFieldOfTheDatasetIsAccountedFor() {
        assertThat(DATASET_FIELDS.keySet()).containsExactlyInAnyOrderElementsOf(SpecFields.of(DatasetSpec.class));
    }

    @TestFactory
    Stream<DynamicTest> fieldsOfTheRuntimeAreServed() {
        return RUNTIME_FIELDS.entrySet().stream()
                .map(field -> dynamicTest(field.getKey(), () -> check(field.getValue(), DATASET, null)));
    }

    @TestFactory
    Stream<DynamicTest> fieldsOfTheDatasetAreServed() {
        return DATASET_FIELDS.entrySet().stream()
                .map(field -> dynamicTest(field.getKey(), () -> check(field.getValue(), null, "replicas: 1")));
    }

    /** One of the specs is given; the other is what the field's entry says. */
    private static void check(Served served, String dataset, String runtime) {
        if (served instanceof Rendered rendered) {
            CacheRequest request = request(rendered.yaml(), dataset, runtime);
            assertThat(Requests.ENGINE.validate(request)).isEmpty();
            assertThat(text(request)).contains(rendered.text());
            assertThat(text(Requests.of(DATASET, "replicas: 1"))).doesNotContain(rendered.text());
        } else if (served instanceof Refused refused) {
            assertThat(Requests.ENGINE.validate(request(refused.yaml(), dataset, runtime)))
                    .extracting(Problem::field)
                    .containsExactly(refused.field());
        }
    }

    private static CacheRequest request(String yaml, String dataset, String runtime) {
        return dataset == null ? Requests.of(yaml, runtime) : Requests.of(dataset, yaml);
    }

    private static String text(CacheRequest request) {
        var description = Requests.ENGINE.describe(request);
        var fuse = description.fuse().daemonSet().getSpec().getTemplate().getSpec();
        long unmonitored = description.resources().stream()
                .filter(object -> object.getKind().equals("Service"))
                .filter(service -> service.getMetadata().getLabels() == null
                        || !service.getMetadata().getLabels().containsKey("monitor"))
                .count();
        var load = Requests.ENGINE.describeLoad(request, Requests.load("target: [{path: /}]"));
        StringBuilder manifests = new StringBuilder();
        Stream.concat(
                        description.resources().stream(),
                        Stream.of(
                                description.master(),
                                description.worker(),
                                description.fuse().daemonSet()))
                .forEach(object -> manifests.append(Serialization.asYaml(object)));
        return manifests
                + "hostNetwork of the fuse: " + fuse.getHostNetwork() + "\n"
                + "services without monitor label: " + unmonitored + "\n"
                + load.pod().getSpec().getContainers().get(0).getEnv().stream()
                        .filter(variable -> variable.getName().equals("FLUID_LOAD_PIN"))
                        .map(variable -> variable.getName() + ": " + variable.getValue())
                        .findFirst()
                        .orElseThrow();
    }
}
