package io.fluid.engine.juicefs;

import io.fluid.testkit.CacheEngineContractTest;
import io.fluid.testkit.ContractReport;
import io.fluid.testkit.EngineBehavior;
import io.fluid.testkit.EngineContract;
import io.fluid.testkit.EngineContract.Part;
import io.fluid.testkit.SpecChange;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;

class JuiceFSContractTest extends CacheEngineContractTest {

    private static final String COMMUNITY = "mounts: [{mountPoint: 'juicefs:///', name: models}]\n"
            + "sharedEncryptOptions: [{name: metaurl, valueFrom: {secretKeyRef: {name: jfs, key: metaurl}}}]";
    private static final String TIERS =
            "tieredstore: {levels: [{mediumtype: SSD, path: '/cache1:/cache2', quota: 2Gi, low: '0.1'}]}";
    private static final String VOLUME = "volumes: [{name: extra, emptyDir: {}}]\n";
    private static final String MOUNT = ": {volumeMounts: [{name: extra, mountPath: /extra}]}";

    @Override
    protected EngineContract contract() {
        return EngineContract.of(new JuiceFSEngineProvider(), COMMUNITY, "replicas: 2\n" + TIERS)
                .without(
                        EngineBehavior.MASTER,
                        EngineBehavior.BACKS_UP_METADATA,
                        EngineBehavior.UPDATES_MOUNTS,
                        EngineBehavior.SEVERAL_MOUNTS,
                        EngineBehavior.NATIVE_MOUNTS)
                .variant("bare", COMMUNITY, "replicas: 1")
                .variant(
                        "enterprise",
                        "mounts: [{mountPoint: 'juicefs:///team', name: models, encryptOptions: "
                                + "[{name: token, valueFrom: {secretKeyRef: {name: jfs, key: token}}}]}]",
                        "replicas: 1\n" + TIERS)
                .variant(
                        "own network",
                        COMMUNITY,
                        "worker: {networkMode: ContainerNetwork}\nfuse: {networkMode: ContainerNetwork}\n" + TIERS)
                .options("buffer-size", "META_PASSWORD")
                .changing(SpecChange.IMAGE, "juicefsVersion: {imageTag: ce-v1.3.1}", Part.WORKER, Part.FUSE)
                .changing(SpecChange.IMAGE, "fuse: {imageTag: ce-v1.3.1}", Part.FUSE)
                .changing(SpecChange.RESOURCES, "worker: {resources: {limits: {memory: 3Gi}}}", Part.WORKER)
                .changing(SpecChange.RESOURCES, "fuse: {resources: {limits: {memory: 3Gi}}}", Part.FUSE)
                .changing(SpecChange.PROPERTIES, "worker: {options: {backup-meta: 2h}}", Part.WORKER)
                .changing(SpecChange.PROPERTIES, "fuse: {options: {backup-meta: 2h}}", Part.FUSE)
                .refusing(SpecChange.PROPERTIES, "tieredstore: {levels: [{quota: none}]}", "quota")
                .changingDataset(
                        SpecChange.OPTIONS, "mounts: [{options: {buffer-size: '600'}}]", Part.WORKER, Part.FUSE)
                .changing(SpecChange.ENVIRONMENT, "worker: {env: [{name: A, value: b}]}", Part.WORKER)
                .changing(SpecChange.ENVIRONMENT, "fuse: {env: [{name: A, value: b}]}", Part.FUSE)
                .changing(SpecChange.VOLUMES, VOLUME + "worker" + MOUNT, Part.WORKER)
                .changing(SpecChange.VOLUMES, VOLUME + "fuse" + MOUNT, Part.FUSE)
                .changingDataset(SpecChange.TOLERATIONS, "tolerations: [{key: a, operator: Exists}]", Part.WORKER)
                .userText("/spec/worker/options/backup-meta");
    }

    @Test
    void theDocumentTellsWhatWorksAndWhatIsRefused() {
        ContractReport.of(contract()).isIn(Path.of("../docs/engines.md"), "JuiceFS");
    }
}
