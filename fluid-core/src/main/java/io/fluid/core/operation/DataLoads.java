package io.fluid.core.operation;

import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.DataLoadSpec;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.JobDescription;
import io.fluid.core.spi.LoadsData;
import io.fluid.core.spi.Problem;

import java.util.List;

/** {@code DataLoad}: warms the cache. */
final class DataLoads implements OperationKind<DataLoad> {

    @Override
    public Class<DataLoad> type() {
        return DataLoad.class;
    }

    @Override
    public String suffix() {
        return "-loader";
    }

    @Override
    public OperationSettings settings(DataLoad operation) {
        DataLoadSpec spec = operation.getSpec();
        var target = spec.dataset();
        return new OperationSettings(
                "DataLoad.spec.dataset",
                target == null ? null : target.name(),
                target == null ? null : target.namespace(),
                spec.policy(),
                spec.schedule(),
                spec.runAfter(),
                spec.ttlSecondsAfterFinished(),
                spec.podMetadata(),
                spec.affinity(),
                spec.tolerations(),
                spec.nodeSelector(),
                spec.schedulerName(),
                spec.resources());
    }

    @Override
    public List<Refusal> refusals(DataLoad operation) {
        return List.of();
    }

    @Override
    public boolean servedBy(CacheEngine engine) {
        return engine instanceof LoadsData;
    }

    @Override
    public List<Problem> validate(CacheRequest request, DataLoad operation, CacheEngine engine) {
        return ((LoadsData) engine).validateLoad(request, operation);
    }

    @Override
    public JobDescription describe(CacheRequest request, DataLoad operation, CacheEngine engine) {
        LoadsData.LoadDescription load = ((LoadsData) engine).describeLoad(request, operation);
        return new JobDescription(load.resources(), load.pod());
    }
}
