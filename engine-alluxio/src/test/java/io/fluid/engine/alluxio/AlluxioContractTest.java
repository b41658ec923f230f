package io.fluid.engine.alluxio;

import io.fluid.testkit.CacheEngineContractTest;
import io.fluid.testkit.ContractReport;
import io.fluid.testkit.EngineBehavior;
import io.fluid.testkit.EngineContract;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;

class AlluxioContractTest extends CacheEngineContractTest {

    private static final String DATASET = "mounts: [{mountPoint: 's3://bucket/models', name: models}]";

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
                .userText("/spec/properties/alluxio.user.app.id")
                .userText("/spec/worker/env/SOME_VARIABLE");
    }

    @Test
    void theDocumentTellsWhatWorksAndWhatIsRefused() {
        ContractReport.of(contract()).isIn(Path.of("../docs/engines.md"), "Alluxio");
    }
}
