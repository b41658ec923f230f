package io.fluid.api.v1alpha1;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A Dataset served by any FUSE client, as a ThinRuntimeProfile describes it, or one that refers to another Dataset. */
@Group(FluidResource.GROUP)
@Version(FluidResource.VERSION)
public class ThinRuntime extends FluidResource<ThinRuntimeSpec, RuntimeStatus> implements Namespaced {

    @Override
    protected ThinRuntimeSpec initSpec() {
        return ThinRuntimeSpecBuilder.builder().build();
    }

    @Override
    protected RuntimeStatus initStatus() {
        return RuntimeStatusBuilder.builder().build();
    }
}
