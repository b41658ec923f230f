package io.fluid.webhook.mutator;

import io.fluid.api.Labels;
import io.fluid.webhook.spi.MutatorSettings;
import io.fluid.webhook.spi.PodMutator;
import io.fluid.webhook.spi.PodMutatorProvider;

/** Leaves nodes with cached data to pods that use datasets. */
public final class PreferNodesWithoutCache implements PodMutatorProvider {

    private static final int WEIGHT = 100;

    @Override
    public String name() {
        return "PreferNodesWithoutCache";
    }

    @Override
    public PodMutator create(MutatorSettings settings) {
        return change -> {
            if (!change.datasets().isEmpty()) {
                return PodMutator.Next.CONTINUE;
            }
            NodeAffinities.prefer(
                    change.spec(), WEIGHT, NodeAffinities.expression(Labels.DATASET_COUNT, "DoesNotExist"));
            return PodMutator.Next.STOP;
        };
    }
}
