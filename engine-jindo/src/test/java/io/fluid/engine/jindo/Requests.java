package io.fluid.engine.jindo;

import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.Problem;
import io.fluid.testkit.EngineRequests;

import java.util.List;

/** Requests for the Jindo engine. */
final class Requests {

    static final EngineRequests REQUESTS = new EngineRequests(new JindoEngineProvider());
    static final JindoEngine ENGINE = (JindoEngine) REQUESTS.engine();

    private Requests() {}

    static CacheRequest of(String datasetSpec, String runtimeSpec) {
        return REQUESTS.of(datasetSpec, runtimeSpec);
    }

    static List<Problem> problems(String datasetSpec, String runtimeSpec) {
        return ENGINE.validate(of(datasetSpec, runtimeSpec));
    }

    static DataLoad load(String spec) {
        return REQUESTS.load(spec);
    }
}
