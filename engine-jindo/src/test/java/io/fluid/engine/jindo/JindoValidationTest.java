package io.fluid.engine.jindo;

import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.EngineSettings;
import io.fluid.core.spi.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JindoValidationTest {

    private static final String MOUNT = "mounts: [{mountPoint: 's3://bucket', path: /}]";
    private static final String OSS = "mounts: [{mountPoint: 'oss://b', options: {fs.oss.endpoint: e}, %s}]";
    private static final String PAIR = "encryptOptions: ["
            + "{name: fs.oss.accessKeyId, valueFrom: {secretKeyRef: {name: s, key: x}}}, "
            + "{name: fs.oss.accessKeySecret, valueFrom: {secretKeyRef: {name: s, key: y}}}]";

    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            mounts: []                                                                         | mounts
            mounts: [{mountPoint: bucket}]                                                     | mounts[0].mountPoint
            mounts: [{mountPoint: 'dataset://other/data'}]                                     | mounts[0].mountPoint
            mounts: [{mountPoint: 'https://host/x'}]                                           | mounts[0].mountPoint
            mounts: [{mountPoint: "s3://a\\nb"}]                                               | mounts[0].mountPoint
            mounts: [{mountPoint: 's3://$(touch x)'}]                                          | mounts[0].mountPoint
            mounts: [{mountPoint: 's3://b\u00fccket'}]                                         | mounts[0].mountPoint
            mounts: [{mountPoint: 'local://data'}]                                             | mounts[0].mountPoint
            mounts: [{mountPoint: 'local:///a/../b'}]                                          | mounts[0].mountPoint
            mounts: [{mountPoint: 'pvc://Bad_Claim'}]                                          | mounts[0].mountPoint
            mounts: [{mountPoint: 'pvc://claim', options: {k: v}}]                             | mounts[0].options
            mounts: [{mountPoint: 'oss://b'}]                                                  | mounts[0].options[fs.oss.endpoint]
            mounts: [{mountPoint: 's3://a', options: {k: v}}]                                  | mounts[0].options
            mounts: [{mountPoint: 's3://a', options: {'k;k': v}}]                              | mounts[0].options
            mounts: [{mountPoint: 's3://a', options: {fs.s3.endpoint: "a\\nb"}}]               | mounts[0].options[fs.s3.endpoint]
            mounts: [{mountPoint: 's3://a', options: {fs.s3.accessKeyId: a}}]                  | mounts[0].options
            mounts: [{mountPoint: 's3://a', options: {metaPolicy: TWICE}}]                     | mounts[0].options[metaPolicy]
            mounts: [{mountPoint: 's3://a', options: {cacheStrategy: DHT}}]                    | mounts[0].options[cacheStrategy]
            mounts: [{mountPoint: 's3://a', options: {writePolicy: CACHE_ONLY}}]               | mounts[0].options[writePolicy]
            mounts: [{mountPoint: 's3://a', options: {readCacheReplica: '0'}}]                 | mounts[0].options[readCacheReplica]
            mounts: [{mountPoint: 's3://a', options: {writeCacheReplica: many}}]               | mounts[0].options[writeCacheReplica]
            mounts: [{mountPoint: 's3://a', name: x}, {mountPoint: 's3://a', path: /x/}]       | mounts[1].path
            mounts: [{mountPoint: 's3://a', path: /x/../y}]                                    | mounts[0].path
            mounts: [{mountPoint: 's3://a', name: "x\\ty"}]                                    | mounts[0].name
            mounts: [{mountPoint: 's3://a', encryptOptions: [{name: fs.s3.accessKeyId}]}]      | mounts[0].encryptOptions[0].valueFrom.secretKeyRef.name
            mounts: [{mountPoint: 's3://a', encryptOptions: [{name: fs.s3.accessKeyId, valueFrom: {secretKeyRef: {name: s}}}]}] | mounts[0].encryptOptions[0].valueFrom.secretKeyRef.key
            mounts: [{mountPoint: 's3://a', encryptOptions: [{name: fs.s3.accessKeyId, valueFrom: {secretKeyRef: {name: s, key: k}}}]}] | mounts[0].encryptOptions
            mounts: [{mountPoint: 's3://a', encryptOptions: [{name: password, valueFrom: {secretKeyRef: {name: s, key: k}}}]}] | mounts[0].encryptOptions
            mounts: [{mountPoint: 'hdfs://a', encryptOptions: [{name: fs.hdfs.x, valueFrom: {secretKeyRef: {name: s, key: k}}}]}] | mounts[0].encryptOptions
            {mounts: [{mountPoint: 's3://a', readOnly: true}], accessModes: [ReadWriteMany]}   | mounts[0].readOnly
            {mounts: [{mountPoint: 's3://a'}], sharedOptions: {fs.s3.x: "a\\rb"}}              | sharedOptions[fs.s3.x]
            {mounts: [{mountPoint: 's3://a'}], owner: {uid: -1, gid: 1, user: a, group: b}}    | owner.uid
            {mounts: [{mountPoint: 's3://a'}], dataRestoreLocation: {path: 'local:///a'}}      | dataRestoreLocation
            mounts: [{mountPoint: 'oss://b/1', name: x, options: {fs.oss.endpoint: a}}, {mountPoint: 'oss://b/2', name: y, options: {fs.oss.endpoint: c}}] | mounts[1].options
            """)
    void refusesADataset(String spec, String field) {
        assertThat(Requests.problems(spec, "replicas: 1"))
                .extracting(Problem::field)
                .contains("Dataset.spec." + field);
    }

    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            replicas: -1                                                       | replicas
            replicas: many                                                     | replicas
            master: {replicas: [1]}                                            | master.replicas
            properties: [a, b]                                                 | properties
            properties: {'a b': c}                                             | properties
            properties: {a: "b\\nc"}                                           | properties[a]
            logConfig: {a: "b\\nc"}                                            | logConfig[a]
            networkmode: Bridge                                                | networkmode
            networkmode: [HostNetwork]                                         | networkmode
            runAs: {uid: root, gid: 1, user: a, group: b}                      | runAs.uid
            runAs: {gid: 1, user: a, group: b}                                 | runAs.uid
            runAs: {uid: 1, gid: 1, user: 'a:0', group: b}                     | runAs.user
            user: 'a;b'                                                        | user
            worker: {ports: {rpc: high}}                                       | worker.ports.rpc
            worker: {ports: {rpc: 0}}                                          | worker.ports.rpc
            {networkmode: ContainerNetwork, master: {replicas: 3, ports: {rpc: 8103}}} | master.ports.rpc
            worker: {ports: {web: 30000}}                                      | worker.ports
            {master: {ports: {rpc: 30000}}, worker: {ports: {rpc: 30000}}}     | worker.ports.rpc
            master: {properties: {namespace.rpc.port: x}}                      | master.properties[namespace.rpc.port]
            fuse: fast                                                         | fuse
            master: {replicas: 0}                                              | master.replicas
            master: {replicas: 2}                                              | master.replicas
            master: {replicas: 5}                                              | master.replicas
            worker: {replicas: 3}                                              | worker.replicas
            master: {disabled: true}                                           | worker.disabled
            worker: {disabled: true}                                           | worker.disabled
            fuse: {disabled: true}                                             | fuse.disabled
            fuse: {disabled: maybe}                                            | fuse.disabled
            worker: {resources: {limits: {cpu: -1}}}                           | worker.resources.limits[cpu]
            master: {resources: {limits: {cpu: 1}, requests: {cpu: 2}}}        | master.resources.requests[cpu]
            worker: {volumeMounts: [{name: none, mountPath: /x}]}              | worker.volumeMounts[0].name
            {volumes: [{name: v, emptyDir: {}}], worker: {volumeMounts: [{name: v, mountPath: /token/x}]}} | worker.volumeMounts[0].mountPath
            volumes: [{name: tier-0, emptyDir: {}}]                            | volumes[0].name
            volumes: [{name: jindofs-config, emptyDir: {}}]                    | volumes[0].name
            volumes: [{name: \u00dcn\u00ef, emptyDir: {}}]                     | volumes[0].name
            volumes: [{name: a234567890123456789012345678901234567890123456789012345678901234, emptyDir: {}}] | volumes[0].name
            imagePullSecrets: [{name: 'a;b'}]                                  | imagePullSecrets[0].name
            hadoopConfig: '$(touch x)'                                         | hadoopConfig
            secret: 'a b'                                                      | secret
            {labels: {a: b}, podMetadata: {labels: {c: d}}}                    | labels
            {worker: {labels: {a: b}}, fuse: {podMetadata: {labels: {c: d}}}}  | worker.labels
            fuse: {cleanPolicy: Never}                                         | fuse.cleanPolicy
            fuse: {args: ["a\\nb"]}                                            | fuse.args[0]
            fuse: {args: ['-ometrics_port=1'], metrics: {enabled: true}}       | fuse.args[0]
            fuse: {metrics: {scrapeTarget: Everything}}                        | fuse.metrics.scrapeTarget
            master: {env: {'A B': c}}                                          | master.env
            master: {env: {CLIENT_NAMESPACE_RPC_ADDRESS: x}}                   | master.env
            fuse: {env: {FLUID_FUSE_MODE: x}}                                  | fuse.env
            tieredstore: {levels: {mediumtype: MEM}}                           | tieredstore.levels
            tieredstore: {levels: [{mediumtype: RAM, path: /a, quota: 1Gi}]}   | tieredstore.levels[0].mediumtype
            tieredstore: {levels: [{mediumtype: SSD, path: /a, quota: 0}]}     | tieredstore.levels[0].quota
            tieredstore: {levels: [{mediumtype: SSD, path: /a, quota: -1Gi}]}  | tieredstore.levels[0].quota
            tieredstore: {levels: [{mediumtype: SSD, path: /a, quota: 1Ki}]}   | tieredstore.levels[0].quota
            tieredstore: {levels: [{mediumtype: SSD, path: '/a,/b', quotaList: '0,1Gi'}]} | tieredstore.levels[0].quotaList
            tieredstore: {levels: [{mediumtype: SSD, path: /a/../b, quota: 1Gi}]} | tieredstore.levels[0].path
            tieredstore: {levels: [{mediumtype: SSD, path: /a, quota: 1Gi, high: '0.2', low: '0.5'}]} | tieredstore.levels[0].low
            tieredstore: {levels: [{mediumtype: MEM, path: /a, quota: 1Gi}, {mediumtype: SSD, path: /b, quota: 1Gi}]} | tieredstore.levels[1]
            {worker: {resources: {limits: {memory: 1Gi}}}, tieredstore: {levels: [{mediumtype: MEM, path: /a, quota: 2Gi}]}} | worker.resources.limits.memory
            """)
    void refusesARuntime(String spec, String field) {
        assertThat(Requests.problems(MOUNT, spec))
                .extracting(Problem::field)
                .containsExactly("JindoRuntime.spec." + field);
    }

    @Test
    void refusesSecretsAndInlineCredentialsForOneBucket() {
        String both = OSS.formatted(PAIR).replace("endpoint: e", "endpoint: e, fs.oss.securityToken: t");

        assertThat(Requests.problems(both, "replicas: 1"))
                .extracting(Problem::field)
                .containsExactly("Dataset.spec.mounts[0].encryptOptions");
    }

    @Test
    void refusesSecretsForImagesThatCannotReadThem() {
        assertThat(Requests.problems(OSS.formatted(PAIR), "jindoVersion: {imageTag: 4.6.7}\nfuse: {imageTag: 4.5.0}"))
                .extracting(Problem::field)
                .containsExactly("JindoRuntime.spec.jindoVersion.imageTag", "JindoRuntime.spec.fuse.imageTag");
        assertThat(Requests.problems(OSS.formatted(PAIR), "jindoVersion: {imageTag: 4.6.8}\nfuse: {imageTag: nightly}"))
                .isEmpty();
    }

    @Test
    void refusesSeveralMountsWithoutACache() {
        assertThat(Requests.problems(
                        "mounts: [{mountPoint: 's3://a', name: a}, {mountPoint: 's3://b', name: b}]",
                        "master: {disabled: true}\nworker: {disabled: true}"))
                .extracting(Problem::field)
                .containsExactly("Dataset.spec.mounts");
    }

    @ParameterizedTest
    @ValueSource(ints = {37, 38, 63, 64})
    void refusesNamesThatAreTooLongForPods(int length) {
        CacheRequest request = Requests.of(MOUNT, "replicas: 1");
        request.runtime().getMetadata().setName("m".repeat(length));

        assertThat(Requests.ENGINE.validate(request))
                .extracting(Problem::field)
                .isEqualTo(length <= 37 ? List.of() : List.of("JindoRuntime.metadata.name"));
    }

    @Test
    void refusesAnAnnotationThatIsNeitherTrueNorFalse() {
        CacheRequest request = Requests.of(MOUNT, "replicas: 1");
        request.runtime().getMetadata().setAnnotations(Map.of(JindoPlanner.RDMA, "yes"));

        assertThat(Requests.ENGINE.validate(request))
                .extracting(Problem::field)
                .containsExactly("JindoRuntime.metadata.annotations[" + JindoPlanner.RDMA + "]");
    }

    @Test
    void messagesNameFieldValueAndWhatIsAccepted() {
        assertThat(Requests.problems(MOUNT, "replicas: many"))
                .extracting(Problem::message)
                .containsExactly(
                        "JindoRuntime.spec.replicas: \"many\" is not accepted; expected a value of type Integer");
    }

    @Test
    void tellsAllProblemsAtOnce() {
        assertThat(Requests.problems("mounts: [{mountPoint: bucket}]", "replicas: -1\nmaster: {replicas: 2}"))
                .hasSize(3);
    }

    @Test
    void takesTextThatLooksLikeACommand() {
        assertThat(Requests.problems(
                        "mounts: [{mountPoint: 's3://b/$(touch x); it''s \"a\" \\ \u00fc'}]", "replicas: 1"))
                .isEmpty();
    }

    @Test
    void refusesLoadsThatCannotBeDone() {
        CacheRequest request = Requests.of(MOUNT, "replicas: 1");
        assertThat(
                        Requests.ENGINE.validateLoad(
                                request,
                                Requests.load(
                                        "target: [{path: a}, {path: /b, replicas: -1}]\n"
                                                + "options: {atomicCache: perhaps, cacheListThread: '0', cacheFilter: \"a\\nb\", url: x}")))
                .extracting(Problem::field)
                .containsExactlyInAnyOrder(
                        "DataLoad.spec.target[0].path",
                        "DataLoad.spec.target[1].replicas",
                        "DataLoad.spec.options[atomicCache]",
                        "DataLoad.spec.options[cacheListThread]",
                        "DataLoad.spec.options[cacheFilter]",
                        "DataLoad.spec.options");
        assertThat(Requests.ENGINE.validateLoad(
                        Requests.of(MOUNT, "master: {disabled: true}\nworker: {disabled: true}"),
                        Requests.load("target: [{path: /}]")))
                .extracting(Problem::field)
                .containsExactly("DataLoad.spec.dataset");
    }

    @Test
    void refusesAnEngineThatIsNoLongerThere() {
        assertThatThrownBy(() ->
                        new JindoEngineProvider().create(new EngineSettings(Map.of("JINDO_ENGINE_TYPE", "jindofsx"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("JINDO_ENGINE_TYPE")
                .hasMessageContaining("jindofsx");
    }
}
