package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class AlluxioValidationTest {

    private static final String MOUNT = "mounts: [{mountPoint: 's3://bucket', path: /}]";

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            mounts: []                                                                    | Dataset.spec.mounts
            mounts: [{mountPoint: bucket}]                                                | Dataset.spec.mounts[0].mountPoint
            mounts: [{mountPoint: 'dataset://other/data'}]                                | Dataset.spec.mounts[0].mountPoint
            mounts: [{mountPoint: "s3://a\\nb"}]                                          | Dataset.spec.mounts[0].mountPoint
            mounts: [{mountPoint: 's3://${x}'}]                                           | Dataset.spec.mounts[0].mountPoint
            mounts: [{mountPoint: 'local://data'}]                                        | Dataset.spec.mounts[0].mountPoint
            mounts: [{mountPoint: 'local:///a/../b'}]                                     | Dataset.spec.mounts[0].mountPoint
            mounts: [{mountPoint: 'pvc://Bad_Claim'}]                                     | Dataset.spec.mounts[0].mountPoint
            mounts: [{mountPoint: 's3://a', name: x}, {mountPoint: 's3://b', path: /x/}]  | Dataset.spec.mounts[1].path
            mounts: [{mountPoint: 's3://a', name: x, options: {k: "a\\nb"}}]              | Dataset.spec.mounts[0].options[k]
            mounts: [{mountPoint: 's3://a', name: x, options: {k: 'ends"'}}]              | Dataset.spec.mounts[0].options[k]
            mounts: [{mountPoint: 's3://a', options: {'k k': v}}]                         | Dataset.spec.mounts[0].options
            mounts: [{mountPoint: 's3://a', encryptOptions: [{name: k}]}]                 | Dataset.spec.mounts[0].encryptOptions[0].valueFrom.secretKeyRef.name
            mounts: [{mountPoint: 's3://a', encryptOptions: [{name: k, valueFrom: {secretKeyRef: {name: s}}}]}]                      | Dataset.spec.mounts[0].encryptOptions[0].valueFrom.secretKeyRef.key
            mounts: [{mountPoint: 's3://a', encryptOptions: [{name: k, valueFrom: {secretKeyRef: {key: x}}}]}]                      | Dataset.spec.mounts[0].encryptOptions[0].valueFrom.secretKeyRef.name
            mounts: [{mountPoint: 's3://a', encryptOptions: [{name: k, valueFrom: {secretKeyRef: {name: '../s', key: x}}}]}]        | Dataset.spec.mounts[0].encryptOptions[0].valueFrom.secretKeyRef.name
            mounts: [{mountPoint: 's3://a', encryptOptions: [{name: k, valueFrom: {secretKeyRef: {name: s, key: '..'}}}]}]          | Dataset.spec.mounts[0].encryptOptions[0].valueFrom.secretKeyRef.key
            mounts: [{mountPoint: 's3://a', encryptOptions: [{name: 'k;x', valueFrom: {secretKeyRef: {name: s, key: x}}}]}]         | Dataset.spec.mounts[0].encryptOptions[0].name
            mounts: [{mountPoint: 's3://a', path: /x/../y}]                                | Dataset.spec.mounts[0].path
            mounts: [{mountPoint: 's3://a', path: '/x  y'}]                                | Dataset.spec.mounts[0].path
            mounts: [{mountPoint: 's3://a', name: "x\\ty"}]                                 | Dataset.spec.mounts[0].name
            mounts: [{mountPoint: 's3://a', path: /}, {mountPoint: 'pvc://claim', name: x}] | Dataset.spec.mounts[1].path
            mounts: [{mountPoint: 'pvc://claim', path: /x/y}, {mountPoint: 's3://a', name: x}] | Dataset.spec.mounts[0].path
            mounts: [{mountPoint: 'pvc://claim', name: 'a:b'}]                             | Dataset.spec.mounts[0].path
            mounts: [{mountPoint: 'pvc://claim/../x'}]                                     | Dataset.spec.mounts[0].mountPoint
            mounts: [{mountPoint: 'local:///a:b'}]                                         | Dataset.spec.mounts[0].mountPoint
            mounts: [{mountPoint: 'pvc://claim', options: {k: v}}]                         | Dataset.spec.mounts[0].options
            mounts: [{mountPoint: 'pvc://claim', shared: true}]                            | Dataset.spec.mounts[0].shared
            {mounts: [{mountPoint: 's3://a'}], sharedOptions: {k: "a\\rb"}}                 | Dataset.spec.sharedOptions[k]
            {mounts: [{mountPoint: 's3://a'}], owner: {uid: -1, gid: 1, user: a, group: b}} | Dataset.spec.owner.uid
            {mounts: [{mountPoint: 's3://a'}], dataRestoreLocation: {path: /a}}            | Dataset.spec.dataRestoreLocation.path
            {mounts: [{mountPoint: 's3://a'}], dataRestoreLocation: {path: 'local:///a'}}  | Dataset.spec.dataRestoreLocation.nodeName
            {mounts: [{mountPoint: 's3://a'}], dataRestoreLocation: {nodeName: n}}         | Dataset.spec.dataRestoreLocation.path
            {mounts: [{mountPoint: 's3://a'}], dataRestoreLocation: {path: 'pvc://c', nodeName: n}} | Dataset.spec.dataRestoreLocation.nodeName
            mounts: [{mountPoint: 's3://a', options: {k: v}, encryptOptions: [{name: k, valueFrom: {secretKeyRef: {name: s, key: x}}}]}] | Dataset.spec.mounts[0].encryptOptions[0].name
            """)
    void refusesADataset(String spec, String field) {
        assertThat(problems(spec, "replicas: 1")).extracting(Problem::field).contains(field);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            replicas: -1                                                                              | AlluxioRuntime.spec.replicas
            replicas: many                                                                            | AlluxioRuntime.spec.replicas
            master: {replicas: [1]}                                                                   | AlluxioRuntime.spec.master.replicas
            properties: [a, b]                                                                        | AlluxioRuntime.spec.properties
            tieredstore: {levels: {mediumtype: MEM}}                                                  | AlluxioRuntime.spec.tieredstore.levels
            tieredstore: {levels: [{mediumtype: MEM, path: /a, quota: [1]}]}                          | AlluxioRuntime.spec.tieredstore.levels[0].quota
            runAs: {uid: root, gid: 1, user: a, group: b}                                             | AlluxioRuntime.spec.runAs.uid
            worker: {ports: {rpc: high}}                                                              | AlluxioRuntime.spec.worker.ports.rpc
            fuse: fast                                                                                | AlluxioRuntime.spec.fuse
            master: {replicas: 0}                                                                     | AlluxioRuntime.spec.master.replicas
            master: {replicas: 4}                                                                     | AlluxioRuntime.spec.master.replicas
            jobMaster: {replicas: 3}                                                                  | AlluxioRuntime.spec.jobMaster.replicas
            worker: {replicas: 3}                                                                     | AlluxioRuntime.spec.worker.replicas
            jobWorker: {networkMode: ContainerNetwork}                                                | AlluxioRuntime.spec.jobWorker.networkMode
            {worker: {nodeSelector: {a: b}}, jobWorker: {nodeSelector: {a: c}}}                       | AlluxioRuntime.spec.jobWorker.nodeSelector[a]
            worker: {enabled: false}                                                                  | AlluxioRuntime.spec.worker.enabled
            worker: {ports: {rcp: 20000}}                                                             | AlluxioRuntime.spec.worker.ports
            worker: {ports: {rpc: 0}}                                                                 | AlluxioRuntime.spec.worker.ports.rpc
            worker: {resources: {limits: {cpu: -1}}}                                                  | AlluxioRuntime.spec.worker.resources.limits[cpu]
            master: {resources: {limits: {cpu: 1}, requests: {cpu: 2}}}                               | AlluxioRuntime.spec.master.resources.requests[cpu]
            worker: {volumeMounts: [{name: none, mountPath: /x}]}                                     | AlluxioRuntime.spec.worker.volumeMounts[0].name
            {volumes: [{name: v, emptyDir: {}}], worker: {volumeMounts: [{name: v, mountPath: x}]}}   | AlluxioRuntime.spec.worker.volumeMounts[0].mountPath
            {volumes: [{name: v, emptyDir: {}}], master: {volumeMounts: [{name: v, mountPath: /journal}]}} | AlluxioRuntime.spec.master.volumeMounts[0].mountPath
            volumes: [{name: v, emptyDir: {}}, {name: v, emptyDir: {}}]                               | AlluxioRuntime.spec.volumes[1].name
            volumes: [{name: tier-0, emptyDir: {}}]                                                   | AlluxioRuntime.spec.volumes[0].name
            volumes: [{name: Ünï, emptyDir: {}}]                                                      | AlluxioRuntime.spec.volumes[0].name
            volumes: [{name: a234567890123456789012345678901234567890123456789012345678901234, emptyDir: {}}] | AlluxioRuntime.spec.volumes[0].name
            imagePullSecrets: [{name: 'a;b'}]                                                         | AlluxioRuntime.spec.imagePullSecrets[0].name
            imagePullSecrets: [{}]                                                                    | AlluxioRuntime.spec.imagePullSecrets[0].name
            hadoopConfig: '$(touch x)'                                                                | AlluxioRuntime.spec.hadoopConfig
            initUsers: {image: a}                                                                     | AlluxioRuntime.spec.initUsers
            {runAs: {uid: 1, gid: 1, user: a, group: b}, initUsers: {env: {FLUID_UID: '0'}}}          | AlluxioRuntime.spec.initUsers.env
            runAs: {uid: -1, gid: 1, user: a, group: b}                                               | AlluxioRuntime.spec.runAs.uid
            runAs: {gid: 1, user: a, group: b}                                                        | AlluxioRuntime.spec.runAs.uid
            runAs: {uid: 1, gid: 1, user: "a:0", group: b}                                            | AlluxioRuntime.spec.runAs.user
            data: {replicas: -1}                                                                      | AlluxioRuntime.spec.data.replicas
            fuse: {cleanPolicy: Never}                                                                | AlluxioRuntime.spec.fuse.cleanPolicy
            master: {env: {'A B': c}}                                                                 | AlluxioRuntime.spec.master.env
            master: {env: {FLUID_SITE: /x}}                                                           | AlluxioRuntime.spec.master.env
            jvmOptions: ['-Xmx1g;reboot']                                                             | AlluxioRuntime.spec.jvmOptions[0]
            jvmOptions: ['-Dx=ü']                                                                     | AlluxioRuntime.spec.jvmOptions[0]
            fuse: {args: [fuse, "a\\nb"]}                                                             | AlluxioRuntime.spec.fuse.args[1]
            tieredstore: {levels: [{mediumtype: SSD, path: /a, quota: -1Gi}]}                         | AlluxioRuntime.spec.tieredstore.levels[0].quota
            tieredstore: {levels: [{mediumtype: SSD, path: '/a,/b', quotaList: '0,1Gi'}]}             | AlluxioRuntime.spec.tieredstore.levels[0].quotaList
            tieredstore: {levels: [{mediumtype: SSD, path: '/a,/b', quotaList: '1Gi,many'}]}          | AlluxioRuntime.spec.tieredstore.levels[0].quotaList
            tieredstore: {levels: [{mediumtype: SSD, path: '/a,/a', quota: 1Gi}]}                     | AlluxioRuntime.spec.tieredstore.levels[0].path
            tieredstore: {levels: [{mediumtype: SSD, path: /a/../b, quota: 1Gi}]}                     | AlluxioRuntime.spec.tieredstore.levels[0].path
            tieredstore: {levels: [{mediumtype: SSD, path: /a, quota: 1Gi, low: x}]}                  | AlluxioRuntime.spec.tieredstore.levels[0].low
            tieredstore: {levels: [{mediumtype: SSD, path: /a, quota: 1Gi, volumeType: emptyDir, volumeSource: {persistentVolumeClaim: {claimName: c}}}]} | AlluxioRuntime.spec.tieredstore.levels[0].volumeSource
            master: {replicas: 2}                                                                     | AlluxioRuntime.spec.master.replicas
            master: {networkMode: Bridge}                                                             | AlluxioRuntime.spec.master.networkMode
            master: {ports: {rpc: 70000}}                                                             | AlluxioRuntime.spec.master.ports.rpc
            worker: {env: {ALLUXIO_WORKER_TIEREDSTORE_LEVEL0_DIRS_PATH: /x}}                          | AlluxioRuntime.spec.worker.env
            master: {networkMode: ContainerNetwork, ports: {rpc: 19999}}                              | AlluxioRuntime.spec.master.ports.rpc
            {worker: {networkMode: ContainerNetwork}, jobWorker: {ports: {rpc: 30002}}}               | AlluxioRuntime.spec.jobWorker.ports.rpc
            worker: {ports: {rpc: 20000, web: 20000}}                                                 | AlluxioRuntime.spec.worker.ports.web
            properties: {alluxio.master.rpc.port: x}                                                  | AlluxioRuntime.spec.master.properties[alluxio.master.rpc.port]
            jvmOptions: ['-Dx=$(touch x)']                                                            | AlluxioRuntime.spec.jvmOptions[0]
            jvmOptions: ['-Dx="y"']                                                                   | AlluxioRuntime.spec.jvmOptions[0]
            properties: {k: "a\\nb"}                                                                  | AlluxioRuntime.spec.properties[k]
            fuse: {args: [mount]}                                                                     | AlluxioRuntime.spec.fuse.args[0]
            fuse: {env: {ALLUXIO_FUSE_JAVA_OPTS: x}}                                                  | AlluxioRuntime.spec.fuse.env
            tieredstore: {levels: [{mediumtype: TAPE, path: /a, quota: 1Gi}]}                         | AlluxioRuntime.spec.tieredstore.levels[0].mediumtype
            tieredstore: {levels: [{mediumtype: SSD, path: '/a,/b', quotaList: '1Gi,2Gi,3Gi'}]}       | AlluxioRuntime.spec.tieredstore.levels[0].quotaList
            tieredstore: {levels: [{mediumtype: SSD, path: /a, quota: '0'}]}                          | AlluxioRuntime.spec.tieredstore.levels[0].quota
            tieredstore: {levels: [{mediumtype: SSD, path: /a}]}                                      | AlluxioRuntime.spec.tieredstore.levels[0].quota
            tieredstore: {levels: [{mediumtype: SSD, quota: 1Gi}]}                                    | AlluxioRuntime.spec.tieredstore.levels[0].path
            tieredstore: {levels: [{mediumtype: SSD, path: a, quota: 1Gi}]}                           | AlluxioRuntime.spec.tieredstore.levels[0].path
            tieredstore: {levels: [{mediumtype: SSD, path: /a, quota: 1Gi, high: '2'}]}               | AlluxioRuntime.spec.tieredstore.levels[0].high
            tieredstore: {levels: [{mediumtype: SSD, path: /a, quota: 1Gi, high: '0.5', low: '0.6'}]} | AlluxioRuntime.spec.tieredstore.levels[0].low
            tieredstore: {levels: [{mediumtype: SSD, path: /a, quota: 1Gi, volumeType: nfs}]}         | AlluxioRuntime.spec.tieredstore.levels[0].volumeType
            tieredstore: {levels: [{mediumtype: SSD, path: /a, quota: 1Gi, volumeSource: {emptyDir: {}}}]} | AlluxioRuntime.spec.tieredstore.levels[0].volumeSource
            runAs: {uid: 1, gid: 1, user: 'a b', group: c}                                            | AlluxioRuntime.spec.runAs.user
            """)
    void refusesARuntime(String spec, String field) {
        assertThat(problems(MOUNT, spec)).extracting(Problem::field).containsExactly(field);
    }

    @Test
    void refusesTiersInMemoryThatDoNotFitTheLimit() {
        List<Problem> problems = problems(
                MOUNT,
                "worker: {resources: {limits: {memory: 1Gi}}}\n"
                        + "tieredstore: {levels: [{mediumtype: MEM, path: /dev/shm, quota: 1Gi}]}");

        assertThat(problems)
                .containsExactly(new Problem(
                        "AlluxioRuntime.spec.worker.resources.limits.memory",
                        "1024Mi",
                        "at least the memory of the tiers and 128Mi for the worker: 1152Mi"));
    }

    @Test
    void refusesALocalBackupForSeveralMasters() {
        assertThat(problems(
                        MOUNT + "\ndataRestoreLocation: {path: 'local:///a', nodeName: n}", "master: {replicas: 3}"))
                .extracting(Problem::field)
                .containsExactly("Dataset.spec.dataRestoreLocation.path");
    }

    @ParameterizedTest
    @ValueSource(ints = {45, 46, 63, 64})
    void refusesNamesThatAreTooLongForPods(int length) {
        CacheRequest request = Requests.of(MOUNT, "replicas: 1");
        request.runtime().getMetadata().setName("m".repeat(length));

        assertThat(Requests.ENGINE.validate(request))
                .extracting(Problem::field)
                .isEqualTo(length <= 45 ? List.of() : List.of("AlluxioRuntime.metadata.name"));
    }

    @Test
    void messagesNameFieldValueAndWhatIsAccepted() {
        assertThat(problems(MOUNT, "replicas: many\n"))
                .extracting(Problem::message)
                .containsExactly(
                        "AlluxioRuntime.spec.replicas: \"many\" is not accepted; expected a value of type Integer");
    }

    @Test
    void tellsAllProblemsAtOnce() {
        assertThat(problems("mounts: [{mountPoint: bucket}]", "replicas: -1\nmaster: {replicas: 2}"))
                .hasSize(3);
    }

    @Test
    void takesTextThatLooksLikeACommand() {
        assertThat(problems("mounts: [{mountPoint: 's3://b/$(touch x); it''s \"a\" \\ ü'}]", "replicas: 1"))
                .isEmpty();
    }

    @Test
    void podsWithNetworksOfTheirOwnMayHaveTheSamePort() {
        assertThat(problems(
                        MOUNT,
                        "master: {networkMode: ContainerNetwork, ports: {web: 8080}}\n"
                                + "worker: {networkMode: ContainerNetwork, ports: {web: 8080}}"))
                .isEmpty();
    }

    @Test
    void volumesAreSeenBesideStoragesAndBelowAVolume() {
        assertThat(problems(
                        "mounts: [{mountPoint: 'pvc://claim', path: /}, {mountPoint: 'pvc://other', path: /x/y}, "
                                + "{mountPoint: 's3://a', name: a}]",
                        "replicas: 1"))
                .isEmpty();
    }

    @Test
    void aVariableOfTheUserReplacesOurs() {
        CacheRequest request = Requests.of(MOUNT, "master: {env: {LC_ALL: en_US.UTF-8}}");

        assertThat(Requests.ENGINE.validate(request)).isEmpty();
        Container master = Requests.ENGINE
                .describe(Requests.REQUESTS.allocated(request))
                .master()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0);
        assertThat(master.getEnv())
                .filteredOn(variable -> variable.getName().equals("LC_ALL"))
                .extracting(EnvVar::getValue)
                .containsExactly("en_US.UTF-8");
    }

    @Test
    void refusesLoadPathsThatAreNotAbsolute() {
        assertThat(Requests.ENGINE.validateLoad(
                        Requests.of(MOUNT, "replicas: 1"),
                        Requests.load("target: [{path: a}, {path: /b, replicas: -1}]")))
                .extracting(Problem::field)
                .containsExactly("DataLoad.spec.target[0].path", "DataLoad.spec.target[1].replicas");
    }

    private static List<Problem> problems(String dataset, String runtime) {
        return Requests.ENGINE.validate(Requests.of(dataset, runtime));
    }
}
