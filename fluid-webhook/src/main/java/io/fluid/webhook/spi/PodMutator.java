package io.fluid.webhook.spi;

/** One change to pods. One object serves many threads. */
@FunctionalInterface
public interface PodMutator {

    /** What happens after a mutator. */
    enum Next {
        /** The next mutator of the chain has its turn. */
        CONTINUE,
        /** The rest of the chain is left out. */
        STOP
    }

    /**
     * Changes the pod in place.
     *
     * @throws DeniedException when the pod must not be created as it is; what has been changed so far is thrown away
     */
    Next mutate(PodChange change);
}
