package io.fluid.webhook.spi;

/** Makes a mutator. Found by {@link java.util.ServiceLoader}; it runs where the plugins profile names it. */
public interface PodMutatorProvider {

    /** Name in the plugins profile, unique among all providers. */
    String name();

    /**
     * Makes the mutator, once for each version of the profile.
     *
     * @throws IllegalArgumentException when its arguments are wrong; the profile is then not used
     */
    PodMutator create(MutatorSettings settings);
}
