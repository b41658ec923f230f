package io.fluid.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import io.fluid.api.schema.Column;

/** Data somewhere that pods want to read as files. Served by the runtime of the same name. */
@Group(FluidResource.GROUP)
@Version(FluidResource.VERSION)
@ShortNames("dataset")
@Categories(FluidResource.CATEGORY)
@Column(name = "Ufs Total Size", path = ".status.ufsTotal")
@Column(name = "Cached", path = ".status.cacheStates.cached")
@Column(name = "Cache Capacity", path = ".status.cacheStates.cacheCapacity")
@Column(name = "Cached Percentage", path = ".status.cacheStates.cachedPercentage")
@Column(name = "Phase", path = ".status.phase")
@Column(name = "HCFS URL", path = ".status.hcfs.endpoint", priority = 10)
@Column(name = "TOTAL FILES", path = ".status.fileNum", priority = 11)
@Column(name = "CACHE HIT RATIO", path = ".status.cacheStates.cacheHitRatio", priority = 10)
@Column(name = "Age", path = Column.CREATED, type = "date")
public class Dataset extends FluidResource<DatasetSpec, DatasetStatus> implements Namespaced {

    @Override
    protected DatasetSpec initSpec() {
        return DatasetSpecBuilder.builder().build();
    }

    @Override
    protected DatasetStatus initStatus() {
        return DatasetStatusBuilder.builder().build();
    }
}
