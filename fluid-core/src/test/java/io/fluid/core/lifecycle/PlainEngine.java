package io.fluid.core.lifecycle;

import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.core.runtime.FakeEngine;
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

/** {@link FakeEngine} without anything that happens in the background, so that a run is the same each time. */
final class PlainEngine implements CacheEngine, LoadsData {

    private final FakeEngine engine = new FakeEngine();

    @Override
    public List<Problem> validate(CacheRequest request) {
        return engine.validate(request);
    }

    @Override
    public List<PortClaim> ports(CacheRequest request) {
        return engine.ports(request);
    }

    @Override
    public CacheDescription describe(CacheRequest request) {
        return engine.describe(request);
    }

    @Override
    public CacheUsage report(CacheRequest request, Duration deadline) throws IOException {
        throw new IOException("this cache tells nothing");
    }

    @Override
    public List<Problem> validateLoad(CacheRequest request, DataLoad load) {
        return engine.validateLoad(request, load);
    }

    @Override
    public LoadDescription describeLoad(CacheRequest request, DataLoad load) {
        return engine.describeLoad(request, load);
    }
}
