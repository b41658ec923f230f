package io.fluid.engine.jindo;

import io.fluid.testkit.CacheEngineContractTest;
import io.fluid.testkit.ContractReport;
import io.fluid.testkit.EngineBehavior;
import io.fluid.testkit.EngineContract;
import io.fluid.testkit.EngineContract.Part;
import io.fluid.testkit.SpecChange;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;

class JindoContractTest extends CacheEngineContractTest {

    private static final String DATASET = "mounts: [{mountPoint: 's3://bucket/models', name: models}]";
    private static final String OSS = "mounts: [{mountPoint: 'oss://bucket/models', name: models}]\n"
            + "sharedOptions: {fs.oss.endpoint: oss-cn-hangzhou.aliyuncs.com}\n";
    private static final String VOLUME = "volumes: [{name: extra, emptyDir: {}}]\n";
    private static final String MOUNT = ": {volumeMounts: [{name: extra, mountPath: /extra}]}";

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
                .changing(SpecChange.IMAGE, "jindoVersion: {imageTag: 6.9.2}", Part.MASTER, Part.WORKER)
                .changing(SpecChange.IMAGE, "fuse: {imageTag: 6.9.2}", Part.FUSE)
                .changing(SpecChange.RESOURCES, "master: {resources: {limits: {memory: 3Gi}}}", Part.MASTER)
                .changing(SpecChange.RESOURCES, "worker: {resources: {limits: {memory: 3Gi}}}", Part.WORKER)
                .changing(SpecChange.RESOURCES, "fuse: {resources: {limits: {memory: 3Gi}}}", Part.FUSE)
                .changing(SpecChange.PROPERTIES, "properties: {a: b}", Part.MASTER, Part.WORKER, Part.FUSE)
                .changing(SpecChange.PROPERTIES, "master: {properties: {a: b}}", Part.MASTER)
                .changing(SpecChange.PROPERTIES, "worker: {properties: {a: b}}", Part.WORKER)
                .changing(SpecChange.PROPERTIES, "fuse: {properties: {a: b}}", Part.FUSE)
                .refusing(SpecChange.PROPERTIES, "worker: {properties: {storage.rpc.port: many}}", "storage.rpc.port")
                .changingDataset(
                        SpecChange.OPTIONS,
                        "mounts: [{options: {fs.s3.endpoint: 'http://other'}}]",
                        Part.MASTER,
                        Part.WORKER,
                        Part.FUSE)
                .changing(SpecChange.ENVIRONMENT, "master: {env: {A: b}}", Part.MASTER)
                .changing(SpecChange.ENVIRONMENT, "worker: {env: {A: b}}", Part.WORKER)
                .changing(SpecChange.ENVIRONMENT, "fuse: {env: {A: b}}", Part.FUSE)
                .changing(SpecChange.VOLUMES, VOLUME + "master" + MOUNT, Part.MASTER)
                .changing(SpecChange.VOLUMES, VOLUME + "worker" + MOUNT, Part.WORKER)
                .changing(SpecChange.TOLERATIONS, "master: {tolerations: [{key: a}]}", Part.MASTER)
                .changing(SpecChange.TOLERATIONS, "worker: {tolerations: [{key: a}]}", Part.WORKER)
                .changingDataset(
                        SpecChange.TOLERATIONS, "tolerations: [{key: a, operator: Exists}]", Part.MASTER, Part.WORKER)
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
