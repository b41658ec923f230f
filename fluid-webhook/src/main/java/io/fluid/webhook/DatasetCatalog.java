package io.fluid.webhook;

import java.util.Optional;

/** Knows the datasets behind claims. */
interface DatasetCatalog {

    /**
     * The source of a claim's data; empty when the claim is not ours.
     *
     * @throws DeniedException when there is no such claim, or its dataset cannot be mounted now
     */
    Optional<FuseSource> find(String namespace, String claim);
}
