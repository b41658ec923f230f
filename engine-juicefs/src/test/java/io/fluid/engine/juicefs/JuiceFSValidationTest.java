package io.fluid.engine.juicefs;

import io.fluid.core.spi.Problem;
import io.fluid.testkit.EngineRequests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** Bad input is refused with its field, before anything is created. */
class JuiceFSValidationTest {

    private static final EngineRequests REQUESTS = new EngineRequests(new JuiceFSEngineProvider());
    private static final String SECRET = "valueFrom: {secretKeyRef: {name: jfs, key: k}}";
    private static final String DATASET = "mounts: [{mountPoint: 'juicefs:///', name: models}]\n"
            + "sharedEncryptOptions: [{name: metaurl, " + SECRET + "}]";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            replicas: -1                                                        | replicas
            replicas: many                                                      | replicas
            worker: {replicas: 0}                                               | worker.replicas
            worker: {networkMode: Bridge}                                       | worker.networkMode
            fuse: {networkMode: Bridge}                                         | fuse.networkMode
            fuse: {cleanPolicy: Sometimes}                                      | fuse.cleanPolicy
            fuse: {options: {metrics: 'x'}}                                     | fuse.options
            worker: {options: {'a b': 'x'}}                                     | worker.options
            worker: {options: {a: "x\\ny"}}                                     | worker.options[a]
            worker: {env: [{name: FLUID_MOUNT, value: x}]}                      | worker.env
            worker: {env: [{name: '1x', value: x}]}                             | worker.env
            worker: {env: [{name: A, value: x}, {name: A, value: y}]}           | worker.env
            worker: {resources: {requests: {memory: 2Gi}, limits: {memory: 1Gi}}} | worker.resources.requests[memory]
            fuse: {resources: {limits: {cpu: '-1'}}}                            | fuse.resources.limits[cpu]
            fuse: {volumeMounts: [{name: none, mountPath: /x}]}                 | fuse.volumeMounts[0].name
            volumes: [{name: juicefs-x, emptyDir: {}}]                          | volumes[0].name
            volumes: [{name: 'Ä', emptyDir: {}}]                                | volumes[0].name
            volumeClaimTemplates: [{spec: {}}]                                  | volumeClaimTemplates[0].metadata.name
            configs: ['; touch /x']                                             | configs[0]
            master: {replicas: 1}                                               | master
            jobWorker: {replicas: 1}                                            | jobWorker
            initUsers: {image: x}                                               | initUsers
            runAs: {uid: 1, gid: 1, user: a, group: b}                          | runAs
            tieredstore: {levels: [{mediumtype: TAPE, path: /x, quota: 1Gi}]}   | tieredstore.levels[0].mediumtype
            tieredstore: {levels: [{mediumtype: SSD, path: /x, quota: 0}]}      | tieredstore.levels[0].quota
            tieredstore: {levels: [{mediumtype: SSD, path: /x, quota: '-1Gi'}]} | tieredstore.levels[0].quota
            tieredstore: {levels: [{mediumtype: SSD, path: '/x:/y', quotaList: '1Gi,1Gi,1Gi'}]} | tieredstore.levels[0].quotaList
            tieredstore: {levels: [{mediumtype: SSD, path: '/x:/x', quota: 1Gi}]} | tieredstore.levels[0].path
            tieredstore: {levels: [{mediumtype: SSD, path: x, quota: 1Gi}]}     | tieredstore.levels[0].path
            tieredstore: {levels: [{mediumtype: SSD, path: /x, quota: 1Gi, low: '2'}]} | tieredstore.levels[0].low
            tieredstore: {levels: [{mediumtype: SSD, path: /x, quota: 1Gi, low: '0.9', high: '0.5'}]} | tieredstore.levels[0].low
            tieredstore: {levels: [{mediumtype: SSD, path: /x, quota: lots}]}   | tieredstore.levels[0].quota
            tieredstore: {levels: [{mediumtype: SSD, path: /x}]}                | tieredstore.levels[0].quota
            tieredstore: {levels: [{mediumtype: SSD, path: /x, quota: 1Gi, volumeType: cloud}]} | tieredstore.levels[0].volumeType
            tieredstore: {levels: [{mediumtype: SSD, path: "/x\\ny", quota: 1Gi}]} | tieredstore.levels[0].path
            tieredstore: {levels: one}                                          | tieredstore.levels
            worker: {options: [a]}                                              | worker.options
            worker: {enabled: perhaps}                                          | worker.enabled
            worker: {options: {'ü': x}}                                         | worker.options
            worker: {options: {'$(id)': x}}                                     | worker.options
            worker: {options: {cache-dir: /x}}                                  | worker.options[cache-dir]
            fuse: {options: {cache-dir: '/var/jfsCache:/x'}}                    | fuse.options[cache-dir]
            worker: {options: {subdir: /x}}                                     | worker.options
            worker: {env: [{name: 'A;B', value: x}]}                            | worker.env
            worker: {env: [{name: METAURL, value: x}]}                          | worker.env
            configs: ["--trash-days=1\\n--force"]                                | configs[0]
            """)
    void aRuntimeIsRefused(String runtime, String field) {
        assertRefused(problems(DATASET, runtime), "JuiceFSRuntime.spec." + field);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            mounts: []                                                                      | mounts
            mounts: [{mountPoint: 'juicefs:///', name: abc}, {mountPoint: 'juicefs:///', name: abd}] | mounts
            mounts: [{mountPoint: 's3://bucket', name: abc}]                                | mounts[0].mountPoint
            mounts: [{mountPoint: 'juicefs:///a/../b', name: abc}]                          | mounts[0].mountPoint
            mounts: [{mountPoint: "juicefs:///a\\nb", name: abc}]                           | mounts[0].mountPoint
            mounts: [{mountPoint: 'juicefs:///', name: ab}]                                 | mounts[0].name
            mounts: [{mountPoint: 'juicefs:///', name: 'a;b$(c)'}]                          | mounts[0].name
            mounts: [{mountPoint: 'juicefs:///', name: abc, path: /x}]                      | mounts[0].path
            mounts: [{mountPoint: 'juicefs:///', name: abc, options: {token: x}}]           | mounts[0].options
            mounts: [{mountPoint: 'juicefs:///', name: abc, options: {metaurl: x}}]         | mounts[0].options
            mounts: [{mountPoint: 'juicefs:///', name: abc, options: {'-x': x}}]            | mounts[0].options
            mounts: [{mountPoint: 'juicefs:///', name: abc, options: {subdir: /x}}]         | mounts[0].options
            mounts: [{mountPoint: 'juicefs:///', name: abc, options: {background: ''}}]     | mounts[0].options
            mounts: [{mountPoint: 'juicefs:///', name: abc, options: {cache-dir: /x}}]      | mounts[0].options[cache-dir]
            mounts: [{mountPoint: 'juicefs:///', name: abc, options: {d: ''}}]              | mounts[0].options
            mounts: [{mountPoint: 'juicefs:///', name: abc, options: {metrics: 'x'}}]       | mounts[0].options
            {mounts: [{mountPoint: 'juicefs:///', name: abc}], sharedOptions: {subdir: /x}} | sharedOptions
            mounts: [{mountPoint: 'juicefs:///', name: abc, options: {x: "a\\u0007"}}]      | mounts[0].options[x]
            mounts: [{mountPoint: 'juicefs:///', name: abc, options: {quota: '1'}}]         | mounts[0].options[quota]
            mounts: [{mountPoint: 'juicefs:///sub', name: abc, options: {quota: '0'}}]      | mounts[0].options[quota]
            mounts: [{mountPoint: 'juicefs:///sub', name: abc, options: {quota: '-1'}}]     | mounts[0].options[quota]
            mounts: [{mountPoint: 'juicefs:///sub', name: abc, options: {quota: 1.5Gi}}]    | mounts[0].options[quota]
            mounts: [{mountPoint: 'juicefs:///sub', name: abc, options: {quota: 10G}}]      | mounts[0].options[quota]
            mounts: [{mountPoint: 'juicefs:///sub', name: abc, options: {quota: 512Mi}}]    | mounts[0].options[quota]
            mounts: [{mountPoint: 'juicefs:///sub', name: abc, options: {quota: '1000000'}}] | mounts[0].options[quota]
            mounts: [{mountPoint: 'juicefs:///sub', name: abc, options: {quota: ''}}]       | mounts[0].options[quota]
            mounts: [{mountPoint: 'juicefs:///sub', name: abc, options: {quota: lots}}]     | mounts[0].options[quota]
            mounts: [{mountPoint: 'juicefs:///', name: abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl}] | mounts[0].name
            mounts: [{mountPoint: 'juicefs:///', name: 'modèles'}]                          | mounts[0].name
            mounts: [{mountPoint: 'juicefs:///', name: abc, options: {'a;b': x}}]           | mounts[0].options
            mounts: [{mountPoint: 'juicefs:///', name: abc, options: {x: a}, encryptOptions: [{name: x, valueFrom: {secretKeyRef: {name: a, key: b}}}]}] | mounts[0].encryptOptions[0].name
            mounts: [{mountPoint: 'juicefs:///', name: abc, encryptOptions: [{name: passphrase, valueFrom: {secretKeyRef: {name: a, key: b}}}]}] | mounts[0].encryptOptions
            mounts: [{mountPoint: 'juicefs:///', name: abc, encryptOptions: [{name: session-token, valueFrom: {secretKeyRef: {name: a, key: b}}}]}] | mounts[0].encryptOptions
            {mounts: [{mountPoint: 'juicefs:///', name: abc, encryptOptions: [{name: token, valueFrom: {secretKeyRef: {name: a, key: b}}}]}], sharedEncryptOptions: [{name: metaurl, valueFrom: {secretKeyRef: {name: a, key: c}}}]} | mounts[0].encryptOptions
            {mounts: [{mountPoint: 'juicefs:///', name: abc, options: {bucket2: b}}], sharedEncryptOptions: [{name: metaurl, valueFrom: {secretKeyRef: {name: a, key: c}}}]} | mounts[0].options
            mounts: [{mountPoint: 'juicefs:///', name: abc, options: {secret-key2: x}}]     | mounts[0].options
            mounts: [{mountPoint: 'juicefs:///', name: abc, encryptOptions: [{name: x, valueFrom: {secretKeyRef: {name: 'A b', key: b}}}]}] | mounts[0].encryptOptions[0].valueFrom.secretKeyRef.name
            mounts: [{mountPoint: 'juicefs:///', name: abc, encryptOptions: [{name: x, valueFrom: {secretKeyRef: {name: a, key: '$(id)'}}}]}] | mounts[0].encryptOptions[0].valueFrom.secretKeyRef.key
            mounts: [{mountPoint: 'juicefs:///', name: abc, encryptOptions: [{name: PATH, valueFrom: {secretKeyRef: {name: a, key: b}}}]}] | mounts[0].encryptOptions
            mounts: [{mountPoint: 'juicefs:///', name: abc, encryptOptions: [{name: x}]}]   | mounts[0].encryptOptions[0].valueFrom.secretKeyRef.name
            mounts: [{mountPoint: 'juicefs:///', name: abc, encryptOptions: [{name: x, valueFrom: {secretKeyRef: {name: a}}}]}] | mounts[0].encryptOptions[0].valueFrom.secretKeyRef.key
            """)
    void aDatasetIsRefused(String dataset, String field) {
        assertRefused(problems(dataset, "replicas: 1"), "Dataset.spec." + field);
    }

    @Test
    void aNameThatPodsCannotCarryIsRefused() {
        var request = REQUESTS.of(DATASET, "replicas: 1");
        request.runtime().getMetadata().setName("n".repeat(64));
        assertRefused(REQUESTS.engine().validate(request), "JuiceFSRuntime.metadata.name");
    }

    @Test
    void aLoadIsRefusedWhereItCouldNotReachTheCache() {
        JuiceFSEngine engine = (JuiceFSEngine) REQUESTS.engine();
        assertRefused(
                engine.validateLoad(REQUESTS.of(DATASET, "replicas: 1"), REQUESTS.load("target: [{path: /}]")),
                "JuiceFSRuntime.spec.tieredstore");
        assertRefused(
                engine.validateLoad(
                        REQUESTS.of(
                                DATASET,
                                "volumes: [{name: disk, hostPath: {path: /disk}}]\n"
                                        + "worker: {volumeMounts: [{name: disk, mountPath: /cache}]}\n"
                                        + "tieredstore: {levels: [{mediumtype: SSD, path: /cache, quota: 1Gi}]}"),
                        REQUESTS.load("target: [{path: /}]")),
                "JuiceFSRuntime.spec.tieredstore");
        assertRefused(
                engine.validateLoad(
                        REQUESTS.of(DATASET, "worker: {options: {cache-dir: memory}}"),
                        REQUESTS.load("target: [{path: /}]")),
                "JuiceFSRuntime.spec.worker.options[cache-dir]");
        assertRefused(
                engine.validateLoad(
                        REQUESTS.of(DATASET, "replicas: 1"),
                        REQUESTS.load("target: [{path: relative}]\noptions: {timeout: soon}")),
                "DataLoad.spec.options[timeout]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            from: {externalStorage: {uri: 's3://b.host/a'}}, parallelism: 2                       | parallelism
            from: {externalStorage: {uri: 's3://b.host/a'}}, runtimeType: alluxio                 | runtimeType
            from: {externalStorage: {uri: 's3://b.host/a'}}, options: {timeout: soon}             | options[timeout]
            from: {externalStorage: {uri: 's3://b.host/a'}}, options: {worker: host}              | options
            from: {externalStorage: {uri: 'local:///a'}}                                          | from.externalStorage.uri
            from: {externalStorage: {uri: 'jfs://redis/a'}}                                       | from.externalStorage.uri
            from: {externalStorage: {uri: 's3://key:secret@b.host/a'}}                            | from.externalStorage.uri
            from: {externalStorage: {uri: 's3://b.host/a?x=y'}}                                   | from.externalStorage.uri
            from: {externalStorage: {uri: 's3://b host/a'}}                                       | from.externalStorage.uri
            from: {externalStorage: {uri: 's3://b.host:port/a'}}                                  | from.externalStorage.uri
            from: {externalStorage: {uri: 's3://b.host/a%b c'}}                                   | from.externalStorage.uri
            from: {externalStorage: {uri: 'bucket/a'}}                                            | from.externalStorage.uri
            from: {externalStorage: {uri: 'pvc:///a'}}                                            | from.externalStorage.uri
            from: {externalStorage: {uri: 'pvc://claim/../b'}}                                    | from.externalStorage.uri
            from: {externalStorage: {uri: "pvc://claim/a\\nb"}}                                   | from.externalStorage.uri
            from: {externalStorage: {uri: 'pvc://claim/b', encryptOptions: [{name: access-key}]}} | from.externalStorage.encryptOptions
            from: {externalStorage: {uri: 's3://b.host', encryptOptions: [{name: password}]}}     | from.externalStorage.encryptOptions
            from: {externalStorage: {uri: 's3://b.host', encryptOptions: [{name: access-key}]}}   | from.externalStorage.encryptOptions[0].valueFrom.secretKeyRef.name
            from: {dataset: {name: Other, namespace: research}}                                   | from.dataset.name
            from: {dataset: {name: other, namespace: elsewhere}}                                  | from.dataset.namespace
            from: {dataset: {name: other, namespace: research, path: a/../../b}}                  | from.dataset.path
            """)
    void aMigrationIsRefused(String spec, String field) {
        List<Problem> problems = migrate(spec);
        assertThat(problems).isNotEmpty();
        assertRefused(problems, "DataMigrate.spec." + field);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from: {externalStorage: {uri: 'pvc://claim'}}",
                "from: {externalStorage: {uri: 'minio://[fd00::1]:9000/b/a b@%41'}}",
                "from: {externalStorage: {uri: 'hdfs://one:8020,two:8020/a'}}",
                "from: {externalStorage: {uri: 's3://b.host'}}, runtimeType: juicefs, parallelism: 1",
                "from: {dataset: {name: model, namespace: research, path: a}}"
            })
    void aMigrationIsAccepted(String spec) {
        assertThat(migrate(spec)).isEmpty();
    }

    private static List<Problem> migrate(String spec) {
        return ((JuiceFSEngine) REQUESTS.engine())
                .validateMigrate(
                        REQUESTS.of(DATASET, "replicas: 1"),
                        REQUESTS.migrate("{" + spec + ", to: {dataset: {name: model, namespace: research}}}"));
    }

    private static List<Problem> problems(String dataset, String runtime) {
        return REQUESTS.engine().validate(REQUESTS.of(dataset, runtime));
    }

    private static void assertRefused(List<Problem> problems, String field) {
        assertThat(problems).extracting(Problem::field).contains(field);
        assertThat(problems)
                .allSatisfy(problem -> assertThat(problem.accepted()).isNotBlank());
    }
}
