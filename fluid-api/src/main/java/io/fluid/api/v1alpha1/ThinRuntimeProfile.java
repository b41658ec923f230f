package io.fluid.api.v1alpha1;

import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** What ThinRuntimes of one file system have in common. Cluster scoped. */
@Group(FluidResource.GROUP)
@Version(FluidResource.VERSION)
public class ThinRuntimeProfile extends FluidResource<ThinRuntimeProfileSpec, ThinRuntimeProfileStatus> {

    @Override
    protected ThinRuntimeProfileSpec initSpec() {
        return ThinRuntimeProfileSpecBuilder.builder().build();
    }

    @Override
    protected ThinRuntimeProfileStatus initStatus() {
        return ThinRuntimeProfileStatusBuilder.builder().build();
    }
}
