package io.fluid.webhook.spi;

import java.util.Optional;

/** Knows the datasets behind claims. */
@FunctionalInterface
public interface DatasetCatalog {

    /**
     * The dataset of a claim; empty when the claim is not ours.
     *
     * @param namespace namespace of claim and pod
     * @param claim name of the claim
     * @param anyPhase whether a dataset that is not bound will do
     * @throws DeniedException when there is no such claim, or its dataset cannot be mounted now
     */
    Optional<MountedDataset> find(String namespace, String claim, boolean anyPhase);
}
