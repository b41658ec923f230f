package io.fluid.core.engine;

import io.fluid.core.spi.EngineDescriptor;
import org.jspecify.annotations.Nullable;

/**
 * An engine that could not be made, for example because of a setting that it does not accept.
 *
 * @param descriptor who it is; null when not even that could be asked
 * @param reason why, with class and jar
 * @param cause what it threw
 */
record UnusableEngine(@Nullable EngineDescriptor descriptor, String reason, Throwable cause) {

    @Override
    public String toString() {
        return reason;
    }
}
