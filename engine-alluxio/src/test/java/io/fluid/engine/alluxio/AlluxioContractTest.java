package io.fluid.engine.alluxio;

import io.fluid.testkit.CacheEngineContractTest;
import io.fluid.testkit.ContractReport;
import io.fluid.testkit.EngineBehavior;
import io.fluid.testkit.EngineContract;
import io.fluid.testkit.EngineContract.Part;
import io.fluid.testkit.SpecChange;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;

class AlluxioContractTest extends CacheEngineContractTest {

    private static final String DATASET = "mounts: [{mountPoint: 's3://bucket/models', name: models}]";
    private static final String VOLUME = "volumes: [{name: extra, emptyDir: {}}]\n";
    private static final String MOUNT = ": {volumeMounts: [{name: extra, mountPath: /extra}]}";

    @Override
    protected EngineContract contract() {
        return EngineContract.of(
                        new AlluxioEngineProvider(),
                        DATASET,
                        "replicas: 2\ntieredstore: {levels: [{mediumtype: MEM, path: /dev/shm, quota: 1Gi}]}")
                .without(EngineBehavior.MIGRATES_DATA, EngineBehavior.BACKS_UP_METADATA)
                .variant("bare", DATASET, "replicas: 1")
                .variant(
                        "own network",
                        DATASET,
                        "master: {networkMode: ContainerNetwork}\nworker: {networkMode: ContainerNetwork}\n"
                                + "fuse: {networkMode: ContainerNetwork}")
                .variant("fixed ports", DATASET, "master: {ports: {rpc: 29998}}\nreplicas: 1")
                .variant(
                        "three tiers",
                        DATASET,
                        "tieredstore: {levels: [{mediumtype: MEM, path: /dev/shm, quota: 1Gi}, "
                                + "{mediumtype: SSD, path: '/ssd1,/ssd2', quotaList: '1Gi,2Gi'}, "
                                + "{mediumtype: HDD, path: /hdd, quota: 10Gi, high: '0.9', low: '0.5'}]}")
                .options("alluxio.underfs.s3.endpoint", "s3a.secretKey")
                .changing(SpecChange.IMAGE, "alluxioVersion: {imageTag: 2.9.4}", Part.MASTER, Part.WORKER, Part.FUSE)
                .changing(SpecChange.IMAGE, "fuse: {imageTag: 2.9.4}", Part.FUSE)
                .changing(SpecChange.RESOURCES, "master: {resources: {limits: {memory: 3Gi}}}", Part.MASTER)
                .changing(SpecChange.RESOURCES, "worker: {resources: {limits: {memory: 5Gi}}}", Part.WORKER)
                .changing(SpecChange.RESOURCES, "fuse: {resources: {limits: {memory: 3Gi}}}", Part.FUSE)
                .changing(
                        SpecChange.PROPERTIES,
                        "properties: {alluxio.user.app.id: other}",
                        Part.MASTER,
                        Part.WORKER,
                        Part.FUSE)
                .changing(SpecChange.PROPERTIES, "master: {properties: {alluxio.a: b}}", Part.MASTER)
                .changing(SpecChange.PROPERTIES, "worker: {properties: {alluxio.a: b}}", Part.WORKER)
                .changing(SpecChange.PROPERTIES, "fuse: {properties: {alluxio.a: b}}", Part.FUSE)
                .refusing(SpecChange.PROPERTIES, "tieredstore: {levels: [{quota: none}]}", "quota")
                // The container that mounts follows it.
                .changingDataset(
                        SpecChange.OPTIONS, "mounts: [{options: {alluxio.underfs.s3.endpoint: 'http://other'}}]")
                .changing(SpecChange.ENVIRONMENT, "master: {env: {A: b}}", Part.MASTER)
                .changing(SpecChange.ENVIRONMENT, "worker: {env: {A: b}}", Part.WORKER)
                .changing(SpecChange.ENVIRONMENT, "fuse: {env: {A: b}}", Part.FUSE)
                .changing(SpecChange.VOLUMES, VOLUME + "master" + MOUNT, Part.MASTER)
                .changing(SpecChange.VOLUMES, VOLUME + "worker" + MOUNT, Part.WORKER)
                .changing(SpecChange.VOLUMES, VOLUME + "fuse" + MOUNT, Part.FUSE)
                .changingDataset(
                        SpecChange.TOLERATIONS, "tolerations: [{key: a, operator: Exists}]", Part.MASTER, Part.WORKER)
                .userText("/spec/properties/alluxio.user.app.id")
                .userText("/spec/worker/env/SOME_VARIABLE");
    }

    @Test
    void theDocumentTellsWhatWorksAndWhatIsRefused() {
        ContractReport.of(contract()).isIn(Path.of("../docs/engines.md"), "Alluxio");
    }
}
