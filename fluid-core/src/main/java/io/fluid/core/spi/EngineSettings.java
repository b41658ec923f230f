package io.fluid.core.spi;

import java.util.Map;
import java.util.Optional;

/**
 * Settings of the installation, by the names that the chart gives to environment variables (for example {@code
 * ALLUXIO_RUNTIME_IMAGE_ENV}). An engine reads them here and never from its own process.
 *
 * @param values setting name to value
 */
public record EngineSettings(Map<String, String> values) {

    public EngineSettings {
        values = Map.copyOf(values);
    }

    /** The value of a setting; empty when unset or blank. */
    public Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
    }
}
