package io.fluid.webhook.spi;

import java.util.Map;
import java.util.Optional;

/**
 * What a mutator is made with.
 *
 * @param arguments {@code args} of its entry in {@code pluginConfig}, text in YAML; empty without such an entry
 * @param catalog the datasets of the cluster
 * @param nativeSidecars whether sidecars are init containers that keep running, else ordinary containers
 * @param environment settings of the installation by the names of environment variables
 */
public record MutatorSettings(
        String arguments, DatasetCatalog catalog, boolean nativeSidecars, Map<String, String> environment) {

    public MutatorSettings {
        environment = Map.copyOf(environment);
    }

    /** A setting of the installation; empty when unset or blank. */
    public Optional<String> setting(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
