package io.fluid.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import io.fluid.api.schema.Column;

/** Loads a Dataset into its cache. */
@Group(FluidResource.GROUP)
@Version(FluidResource.VERSION)
@ShortNames("load")
@Categories(FluidResource.CATEGORY)
@Column(name = "Dataset", path = ".spec.dataset.name")
@Column(name = "Phase", path = ".status.phase")
@Column(name = "Age", path = Column.CREATED, type = "date")
@Column(name = "Duration", path = ".status.duration")
public class DataLoad extends FluidResource<DataLoadSpec, OperationStatus> implements Namespaced {

    @Override
    protected DataLoadSpec initSpec() {
        return DataLoadSpecBuilder.builder().build();
    }

    @Override
    protected OperationStatus initStatus() {
        return OperationStatusBuilder.builder().build();
    }
}
