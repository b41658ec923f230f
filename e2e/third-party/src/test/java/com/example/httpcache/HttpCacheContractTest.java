package com.example.httpcache;

import io.fluid.testkit.CacheEngineContractTest;
import io.fluid.testkit.EngineBehavior;
import io.fluid.testkit.EngineContract;
import io.fluid.testkit.EngineContract.Part;
import io.fluid.testkit.SpecChange;

class HttpCacheContractTest extends CacheEngineContractTest {

    @Override
    protected EngineContract contract() {
        String dataset = "mounts: [{mountPoint: 'https://example.com/models', name: models}]";
        return EngineContract.of(new HttpCacheEngineProvider(), dataset, "replicas: 2")
                .variant("no workers", dataset, "replicas: 0")
                .variant("a large cache", dataset, "cacheGi: 500")
                .without(
                        EngineBehavior.MASTER,
                        EngineBehavior.HOST_PORTS,
                        EngineBehavior.LOADS_DATA,
                        EngineBehavior.MIGRATES_DATA,
                        EngineBehavior.BACKS_UP_METADATA,
                        EngineBehavior.UPDATES_MOUNTS,
                        EngineBehavior.MEASURES_STORAGE,
                        EngineBehavior.CLEANS_CACHE,
                        EngineBehavior.SEVERAL_MOUNTS,
                        EngineBehavior.NATIVE_MOUNTS,
                        EngineBehavior.MOUNT_OPTIONS,
                        EngineBehavior.SHARED_OPTIONS,
                        EngineBehavior.ENCRYPT_OPTIONS,
                        EngineBehavior.SHARED_ENCRYPT_OPTIONS,
                        EngineBehavior.TIERED_STORE)
                .changing(SpecChange.PROPERTIES, "cacheGi: 2", Part.WORKER)
                .refusing(SpecChange.PROPERTIES, "cacheGi: 0", "spec.cacheGi")
                .refusingDataset(SpecChange.OPTIONS, "mounts: [{options: {a: b}}]", "mounts[0].options")
                .changingDataset(SpecChange.TOLERATIONS, "tolerations: [{key: a, operator: Exists}]", Part.WORKER)
                .unchanging(SpecChange.IMAGE, SpecChange.RESOURCES, SpecChange.ENVIRONMENT, SpecChange.VOLUMES);
    }
}
