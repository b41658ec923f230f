package io.fluid.core.status;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and times as the field writes them in statuses. */
public final class HumanText {

    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB");

    private static final Pattern SIZE = Pattern.compile("([0-9.]+)(" + String.join("|", UNITS) + ")");

    private HumanText() {}

    /** {@code 256.00MiB}. */
    public static String size(long bytes) {
        int unit = unit(bytes);
        return String.format(Locale.ROOT, "%.2f%s", scaled(bytes, unit), UNITS.get(unit));
    }

    /** The bytes that {@link #size} wrote, as exactly as it wrote them; empty when it did not write the text. */
    public static OptionalLong bytes(@Nullable String size) {
        Matcher matcher = SIZE.matcher(size == null ? "" : size);
        return matcher.matches()
                ? OptionalLong.of(Math.round(
                        Double.parseDouble(matcher.group(1)) * Math.pow(1024, UNITS.indexOf(matcher.group(2)))))
                : OptionalLong.empty();
    }

    /** {@code 256MiB}, {@code 1.5GiB}: short, for label values. */
    public static String shortSize(long bytes) {
        int unit = unit(bytes);
        String number = String.format(Locale.ROOT, "%.2f", scaled(bytes, unit));
        return number.replaceAll("\\.?0+$", "") + UNITS.get(unit);
    }

    /** {@code 12.5%} of a share from 0 to 1. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", share * 100);
    }

    /** {@code 1h2m3s}. */
    public static String duration(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        StringBuilder text = new StringBuilder();
        if (seconds >= 3600) {
            text.append(seconds / 3600).append('h');
        }
        if (seconds >= 60) {
            text.append(seconds / 60 % 60).append('m');
        }
        return text.append(seconds % 60).append('s').toString();
    }

    private static int unit(long bytes) {
        int unit = 0;
        for (long rest = bytes; rest >= 1024 && unit < UNITS.size() - 1; rest /= 1024) {
            unit++;
        }
        return unit;
    }

    private static double scaled(long bytes, int unit) {
        return bytes / Math.pow(1024, unit);
    }
}
