package io.fluid.engine.juicefs;

import io.fluid.testkit.CacheEngineContractTest;
import io.fluid.testkit.ContractReport;
import io.fluid.testkit.EngineBehavior;
import io.fluid.testkit.EngineContract;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;

class JuiceFSContractTest extends CacheEngineContractTest {

    private static final String COMMUNITY = "mounts: [{mountPoint: 'juicefs:///', name: models}]\n"
            + "sharedEncryptOptions: [{name: metaurl, valueFrom: {secretKeyRef: {name: jfs, key: metaurl}}}]";
    private static final String TIERS =
            "tieredstore: {levels: [{mediumtype: SSD, path: '/cache1:/cache2', quota: 2Gi, low: '0.1'}]}";

    @Override
    protected EngineContract contract() {
        return EngineContract.of(new JuiceFSEngineProvider(), COMMUNITY, "replicas: 2\n" + TIERS)
                .without(
                        EngineBehavior.MASTER,
                        EngineBehavior.MIGRATES_DATA,
                        EngineBehavior.BACKS_UP_METADATA,
                        EngineBehavior.UPDATES_MOUNTS,
                        EngineBehavior.CLEANS_CACHE,
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
                .options("buffer-size", "passphrase")
                .userText("/spec/worker/options/backup-meta");
    }

    @Test
    void theDocumentTellsWhatWorksAndWhatIsRefused() {
        ContractReport.of(contract()).isIn(Path.of("../docs/engines.md"), "JuiceFS");
    }
}
