package io.fluid.core.spi;

/**
 * One thing that is wrong with a request.
 *
 * @param field path of the field with the resource it belongs to, for example {@code Dataset.spec.mounts[1].mountPoint}
 * @param value what stands there, as text; the empty string when nothing does
 * @param accepted what would be accepted, as a phrase: {@code "scheme://path"}
 */
public record Problem(String field, String value, String accepted) {

    /** The sentence for conditions and events. */
    public String message() {
        return field + ": \"" + value + "\" is not accepted; expected " + accepted;
    }
}
