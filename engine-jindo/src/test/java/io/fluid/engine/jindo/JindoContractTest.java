package io.fluid.engine.jindo;

import io.fluid.testkit.CacheEngineContractTest;
import io.fluid.testkit.ContractReport;
import io.fluid.testkit.EngineBehavior;
import io.fluid.testkit.EngineContract;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;

class JindoContractTest extends CacheEngineContractTest {

    private static final String DATASET = "mounts: [{mountPoint: 's3://bucket/models', name: models}]";
    private static final String OSS = "mounts: [{mountPoint: 'oss://bucket/models', name: models}]\n"
            + "sharedOptions: {fs.oss.endpoint: oss-cn-hangzhou.aliyuncs.com}\n";

    @Override
    protected EngineContract contract() {
        return EngineContract.of(new JindoEngineProvider(), DATASET, "replicas: 2")
                .variant("no workers", DATASET, "replicas: 0")
                .variant("three masters", DATASET, "master: {replicas: 3}")
                .variant("container network", DATASET, "networkmode: ContainerNetwork\nreplicas: 2")
                .variant("fixed ports", DATASET, "master: {ports: {rpc: 28101}}\nworker: {ports: {rpc: 26101}}")
                .variant("metrics", DATASET, "fuse: {metrics: {enabled: true}}")
                .variant("no cache", DATASET, "master: {disabled: true}\nworker: {disabled: true}")
                .variant("oss", OSS, "replicas: 1\nsecret: sts")
                .without(
                        EngineBehavior.CLEANS_CACHE,
                        EngineBehavior.MIGRATES_DATA,
                        EngineBehavior.BACKS_UP_METADATA,
                        EngineBehavior.UPDATES_MOUNTS)
                .options("fs.s3.endpoint", "fs.s3.accessKeyId,fs.s3.accessKeySecret")
                .userText("/spec/properties/some.property")
                .userText("/spec/fuse/properties/some.property")
                .userText("/spec/logConfig/some.property")
                .userText("/spec/worker/env/SOME_VARIABLE");
    }

    @Test
    void theDocumentTellsWhatWorksAndWhatIsRefused() {
        ContractReport.of(contract()).isIn(Path.of("../docs/engines.md"), "JindoCache");
    }
}
