package io.fluid.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import io.fluid.api.schema.Column;

/** Runs a process on the files of a Dataset. */
@Group(FluidResource.GROUP)
@Version(FluidResource.VERSION)
@Column(name = "Dataset", path = ".spec.dataset.name")
@Column(name = "Phase", path = ".status.phase")
@Column(name = "Age", path = Column.CREATED, type = "date")
@Column(name = "Duration", path = ".status.duration")
public class DataProcess extends FluidResource<DataProcessSpec, OperationStatus> implements Namespaced {

    @Override
    protected DataProcessSpec initSpec() {
        return DataProcessSpecBuilder.builder().build();
    }

    @Override
    protected OperationStatus initStatus() {
        return OperationStatusBuilder.builder().build();
    }
}
