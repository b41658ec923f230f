package io.fluid.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import io.fluid.api.schema.Column;

/** Copies data between Datasets and storages. */
@Group(FluidResource.GROUP)
@Version(FluidResource.VERSION)
@ShortNames("migrate")
@Categories(FluidResource.CATEGORY)
@Column(name = "Phase", path = ".status.phase")
@Column(name = "Age", path = Column.CREATED, type = "date")
@Column(name = "Duration", path = ".status.duration")
public class DataMigrate extends FluidResource<DataMigrateSpec, OperationStatus> implements Namespaced {

    @Override
    protected DataMigrateSpec initSpec() {
        return DataMigrateSpecBuilder.builder().build();
    }

    @Override
    protected OperationStatus initStatus() {
        return OperationStatusBuilder.builder().build();
    }
}
