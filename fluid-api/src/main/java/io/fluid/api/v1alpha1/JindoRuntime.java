package io.fluid.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;
import io.fluid.api.schema.Column;
import io.fluid.api.schema.Scalable;

/** A Dataset served by Jindo. */
@Group(FluidResource.GROUP)
@Version(FluidResource.VERSION)
@ShortNames("jindo")
@Categories(FluidResource.CATEGORY)
@Scalable
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
public class JindoRuntime extends FluidResource<JindoRuntimeSpec, RuntimeStatus> implements Namespaced {

    @Override
    protected JindoRuntimeSpec initSpec() {
        return JindoRuntimeSpecBuilder.builder().build();
    }

    @Override
    protected RuntimeStatus initStatus() {
        return RuntimeStatusBuilder.builder().build();
    }
}
