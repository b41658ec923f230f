package io.fluid.webhook.sidecar;

import io.fluid.webhook.spi.MutatorSettings;
import io.fluid.webhook.spi.PodMutator;
import io.fluid.webhook.spi.PodMutatorProvider;

/** A fuse sidecar for each dataset. */
public final class FuseSidecarProvider implements PodMutatorProvider {

    @Override
    public String name() {
        return "FuseSidecar";
    }

    @Override
    public PodMutator create(MutatorSettings settings) {
        return new FuseSidecar(settings.catalog(), settings.nativeSidecars(), GuardResources.of(settings));
    }
}
