package io.fluid.core.spi.support;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.OptionalLong;

/** Amounts of memory, in bytes unless a name says otherwise. */
public final class Memory {

    /** Bytes of a mebibyte. */
    public static final long MEBIBYTE = 1L << 20;

    private static final String KEY = "memory";

    private Memory() {}

    /** The limit for memory; empty when there is none. */
    public static OptionalLong limit(@Nullable ResourceRequirements resources) {
        return resources == null ? OptionalLong.empty() : amount(resources.getLimits());
    }

    /** The request for memory; empty when there is none. */
    public static OptionalLong request(@Nullable ResourceRequirements resources) {
        return resources == null ? OptionalLong.empty() : amount(resources.getRequests());
    }

    /**
     * An amount in bytes, rounded down.
     *
     * @throws ArithmeticException when it does not fit
     */
    public static long bytes(Quantity quantity) {
        return quantity.getNumericalAmount().setScale(0, RoundingMode.FLOOR).longValueExact();
    }

    /** The amount as Kubernetes writes it, in mebibytes rounded up. */
    public static Quantity quantity(long bytes) {
        return new Quantity(
                BigDecimal.valueOf(bytes)
                        .divide(BigDecimal.valueOf(MEBIBYTE), 0, RoundingMode.CEILING)
                        .toPlainString(),
                "Mi");
    }

    private static OptionalLong amount(@Nullable Map<String, Quantity> amounts) {
        Quantity amount = amounts == null ? null : amounts.get(KEY);
        return amount == null ? OptionalLong.empty() : OptionalLong.of(bytes(amount));
    }
}
