package io.fluid.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import io.fluid.api.schema.Column;
import io.fluid.api.schema.Scalable;

/** A Dataset served by EFC, Alibaba Cloud's elastic file client. */
@Group(FluidResource.GROUP)
@Version(FluidResource.VERSION)
@ShortNames("efc")
@Categories(FluidResource.CATEGORY)
@Scalable(selector = "")
@Column(name = "Ready Masters", path = ".status.masterNumberReady", type = "integer", priority = 10)
@Column(name = "Desired Masters", path = ".status.desiredMasterNumberScheduled", type = "integer", priority = 10)
@Column(name = "Master Phase", path = ".status.masterPhase")
@Column(name = "Ready Workers", path = ".status.workerNumberReady", type = "integer", priority = 10)
@Column(name = "Desired Workers", path = ".status.desiredWorkerNumberScheduled", type = "integer", priority = 10)
@Column(name = "Worker Phase", path = ".status.workerPhase")
@Column(name = "Ready Fuses", path = ".status.fuseNumberReady", type = "integer", priority = 10)
@Column(name = "Desired Fuses", path = ".status.desiredFuseNumberScheduled", type = "integer", priority = 10)
@Column(name = "Fuse Phase", path = ".status.fusePhase")
@Column(name = "Age", path = Column.CREATED, type = "date")
public class EFCRuntime extends FluidResource<EFCRuntimeSpec, RuntimeStatus> implements Namespaced {

    @Override
    protected EFCRuntimeSpec initSpec() {
        return EFCRuntimeSpecBuilder.builder().build();
    }

    @Override
    protected RuntimeStatus initStatus() {
        return RuntimeStatusBuilder.builder().build();
    }
}
