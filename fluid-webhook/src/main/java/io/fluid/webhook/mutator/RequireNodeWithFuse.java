package io.fluid.webhook.mutator;

import io.fluid.api.Labels;
import io.fluid.webhook.spi.MountedDataset;
import io.fluid.webhook.spi.MutatorSettings;
import io.fluid.webhook.spi.PodChange;
import io.fluid.webhook.spi.PodMutator;
import io.fluid.webhook.spi.PodMutatorProvider;

/** Keeps pods off nodes where the fuse of a dataset may not run. */
public final class RequireNodeWithFuse implements PodMutatorProvider {

    @Override
    public String name() {
        return "RequireNodeWithFuse";
    }

    @Override
    public PodMutator create(MutatorSettings settings) {
        return RequireNodeWithFuse::mutate;
    }

    private static PodMutator.Next mutate(PodChange change) {
        for (MountedDataset dataset : change.datasets()) {
            dataset.fuse().path("nodeSelector").properties().forEach(entry -> {
                // A node gets these labels only when a pod that mounts the dataset has come.
                boolean isOurs = entry.getKey().startsWith(Labels.FUSE_PREFIX)
                        || entry.getKey().equals(Labels.FUSE_BALLOON);
                if (!isOurs) {
                    NodeAffinities.require(
                            change.spec(),
                            NodeAffinities.in(entry.getKey(), entry.getValue().asText()));
                }
            });
        }
        return PodMutator.Next.CONTINUE;
    }
}
