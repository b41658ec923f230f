package io.fluid.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import io.fluid.api.schema.Column;

/** Saves the metadata of a Dataset's cache. */
@Group(FluidResource.GROUP)
@Version(FluidResource.VERSION)
@ShortNames("backup")
@Categories(FluidResource.CATEGORY)
@Column(name = "Dataset", path = ".spec.dataset")
@Column(name = "Phase", path = ".status.phase")
@Column(name = "Path", path = ".status.infos.BackupLocationPath")
@Column(name = "NodeName", path = ".status.infos.BackupLocationNodeName")
@Column(name = "Duration", path = ".status.duration")
@Column(name = "Age", path = Column.CREATED, type = "date")
public class DataBackup extends FluidResource<DataBackupSpec, OperationStatus> implements Namespaced {

    @Override
    protected DataBackupSpec initSpec() {
        return DataBackupSpecBuilder.builder().build();
    }

    @Override
    protected OperationStatus initStatus() {
        return OperationStatusBuilder.builder().build();
    }
}
