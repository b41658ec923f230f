package io.fluid.core.runtime;

/**
 * Host ports that may be given to caches.
 *
 * @param first the lowest
 * @param last the highest
 */
public record PortRange(int first, int last) {

    public PortRange {
        if (first < 1 || last > 65535 || first > last) {
            throw new IllegalArgumentException(
                    "port range \"" + first + "-" + last + "\" is not accepted; expected first-last within 1-65535");
        }
    }

    /** Reads {@code 20000-26000}. */
    public static PortRange parse(String text) {
        String[] ends = text.trim().split("-", -1);
        try {
            if (ends.length == 2) {
                return new PortRange(Integer.parseInt(ends[0].trim()), Integer.parseInt(ends[1].trim()));
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(refusal(text), e);
        }
        throw new IllegalArgumentException(refusal(text));
    }

    private static String refusal(String text) {
        return "port range \"" + text + "\" is not accepted; expected for example 20000-26000";
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
