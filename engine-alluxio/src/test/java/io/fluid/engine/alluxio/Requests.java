package io.fluid.engine.alluxio;

import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.core.spi.CacheRequest;
import io.fluid.testkit.EngineRequests;

import java.nio.file.Path;

/** Requests for the Alluxio engine. */
final class Requests {

    static final AlluxioEngineProvider PROVIDER = new AlluxioEngineProvider();
    static final EngineRequests REQUESTS = new EngineRequests(PROVIDER);
    static final AlluxioEngine ENGINE = (AlluxioEngine) REQUESTS.engine();

    private Requests() {}

    static CacheRequest of(String datasetSpec, String runtimeSpec) {
        return REQUESTS.of(datasetSpec, runtimeSpec);
    }

    static CacheRequest from(Path file) {
        return REQUESTS.from(file);
    }

    static DataLoad load(String spec) {
        return REQUESTS.load(spec);
    }
}
