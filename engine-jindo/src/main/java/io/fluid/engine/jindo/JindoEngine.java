package io.fluid.engine.jindo;

import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.LoadsData;
import io.fluid.core.spi.PortClaim;
import io.fluid.core.spi.Problem;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** JindoCache as a cache engine. */
class JindoEngine implements CacheEngine, LoadsData {

    private final JindoPlanner planner;

    JindoEngine(JindoPlanner planner) {
        this.planner = planner;
    }

    @Override
    public List<Problem> validate(CacheRequest request) {
        return JindoValidation.problems(request);
    }

    @Override
    public List<PortClaim> ports(CacheRequest request) {
        return planner.claims(request);
    }

    @Override
    public CacheDescription describe(CacheRequest request) {
        return new JindoManifests(planner.plan(request)).describe(request.datasetId());
    }

    /** JindoCache tells its figures to its own command only, which would have to be run in a pod. */
    @Override
    public CacheUsage report(CacheRequest request, Duration deadline) throws IOException {
        throw new IOException("JindoCache has no published protocol that tells how full it is");
    }

    @Override
    public List<Problem> validateLoad(CacheRequest request, DataLoad load) {
        return LoadValidation.problems(request, load);
    }

    @Override
    public LoadDescription describeLoad(CacheRequest request, DataLoad load) {
        return new LoadManifests(planner.plan(request), load).describe();
    }
}
