package io.fluid.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import io.fluid.api.schema.Column;

/** A Dataset served by any cache, as a CacheRuntimeClass describes it. */
@Group(FluidResource.GROUP)
@Version(FluidResource.VERSION)
@Categories(FluidResource.CATEGORY)
@Column(name = "Age", path = Column.CREATED, type = "date")
@Column(name = "Status", path = ".status.worker.phase")
public class CacheRuntime extends FluidResource<CacheRuntimeSpec, CacheRuntimeStatus> implements Namespaced {

    @Override
    protected CacheRuntimeSpec initSpec() {
        return CacheRuntimeSpecBuilder.builder().build();
    }

    @Override
    protected CacheRuntimeStatus initStatus() {
        return CacheRuntimeStatusBuilder.builder().build();
    }
}
