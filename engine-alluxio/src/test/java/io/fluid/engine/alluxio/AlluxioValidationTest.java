package io.fluid.engine.alluxio;

import io.fluid.core.spi.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
            mounts: [{mountPoint: 's3://a', options: {k: v}, encryptOptions: [{name: k, valueFrom: {secretKeyRef: {name: s, key: x}}}]}] | Dataset.spec.mounts[0].encryptOptions[0].name
            """)
    void refusesADataset(String spec, String field) {
        assertThat(problems(spec, "replicas: 1")).extracting(Problem::field).contains(field);
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            replicas: -1                                                                              | AlluxioRuntime.spec.replicas
            replicas: many                                                                            | AlluxioRuntime.spec
            master: {replicas: 2}                                                                     | AlluxioRuntime.spec.master.replicas
            master: {networkMode: Bridge}                                                             | AlluxioRuntime.spec.master.networkMode
            master: {ports: {rpc: 70000}}                                                             | AlluxioRuntime.spec.master.ports.rpc
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
    void refusesLoadPathsThatAreNotAbsolute() {
        assertThat(AlluxioValidation.loadProblems(Requests.load("target: [{path: a}, {path: /b, replicas: -1}]")))
                .extracting(Problem::field)
                .containsExactly("DataLoad.spec.target[0].path", "DataLoad.spec.target[1].replicas");
    }

    private static List<Problem> problems(String dataset, String runtime) {
        return Requests.ENGINE.validate(Requests.of(dataset, runtime));
    }
}
