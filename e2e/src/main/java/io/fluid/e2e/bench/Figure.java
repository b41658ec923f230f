package io.fluid.e2e.bench;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import java.util.Locale;

/**
 * One row of the benchmark.
 *
 * @param part of the benchmark, such as {@code admission}
 * @param what was measured
 * @param value in {@code unit}; the median where it was measured several times
 * @param unit such as {@code ms}
 * @param below what it should stay below; null where that is not asked
 * @param above what it should exceed; null where that is not asked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Figure(
        String part,
        String what,
        double value,
        String unit,
        @Nullable Double below,
        @Nullable Double above) {

    /** A row for information. */
    static Figure of(String part, String what, double value, String unit) {
        return new Figure(part, what, value, unit, null, null);
    }

    Figure wantedBelow(double limit) {
        return new Figure(part, what, value, unit, limit, null);
    }

    Figure wantedAbove(double limit) {
        return new Figure(part, what, value, unit, null, limit);
    }

    boolean hasTarget() {
        return below != null || above != null;
    }

    boolean isMet() {
        return (below == null || value < below) && (above == null || value > above);
    }

    /** The target as the table shows it; empty without one. */
    String wanted() {
        if (below != null) {
            return "< " + number(below) + " " + unit;
        }
        return above == null ? "" : "> " + number(above) + " " + unit;
    }

    String measured() {
        return number(value) + " " + unit;
    }

    private static String number(double value) {
        double size = Math.abs(value);
        return size == Math.rint(size) || size >= 100
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, size < 10 ? "%.2f" : "%.1f", value);
    }
}
