package io.fluid.engine.jindo;

import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.MeasuresStorage;

import java.io.IOException;
import java.time.Duration;

/** A JindoCache whose storages are counted, as {@code QUERY_UFS_TOTAL} says. */
final class MeasuringJindoEngine extends JindoEngine implements MeasuresStorage {

    private final OssStorage storage;

    MeasuringJindoEngine(JindoPlanner planner, OssStorage storage) {
        super(planner);
        this.storage = storage;
    }

    @Override
    public StorageTotals measure(CacheRequest request, Duration deadline) throws IOException {
        return storage.totals(request, deadline);
    }
}
