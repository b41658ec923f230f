package io.fluid.e2e.demo;

import io.fabric8.kubernetes.api.model.Quantity;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as people type them. */
final class Amounts {

    private static final Pattern RATE = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(k|m|g)?bit(?:/s|ps)?");

    private Amounts() {}

    /** Bytes of {@code 256MiB}, {@code 256Mi}, {@code 1G}, {@code 1000}. */
    static long bytes(String text) {
        BigDecimal amount =
                Quantity.getAmountInBytes(Quantity.parse(text.strip().replaceFirst("B$", "")));
        return amount.longValueExact();
    }

    /** Bits per second of {@code 100mbit}, {@code 1gbit}; {@code 0} is 0. */
    static long bitsPerSecond(String text) {
        if (text.strip().equals("0")) {
            return 0;
        }
        Matcher rate = RATE.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!rate.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a rate; expected for example 100mbit or 1gbit");
        }
        String unit = rate.group(2) == null ? "" : rate.group(2);
        int power = switch (unit) {
            case "k" -> 3;
            case "m" -> 6;
            case "g" -> 9;
            default -> 0;
        };
        return new BigDecimal(rate.group(1)).scaleByPowerOfTen(power).longValue();
    }

    /** A bar of 40 cells for a share between 0 and 1. */
    static String bar(double share) {
        int filled = (int) Math.round(Math.clamp(share, 0, 1) * 40);
        return "[" + "#".repeat(filled) + ".".repeat(40 - filled) + "] " + Math.round(Math.clamp(share, 0, 1) * 100)
                + " %";
    }

    /** A share from a figure of the Dataset's status such as {@code 45.3%}; 0 when it is none. */
    static double share(String percentage) {
        Matcher number = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*%").matcher(percentage.strip());
        return number.matches() ? Double.parseDouble(number.group(1)) / 100 : 0;
    }
}
