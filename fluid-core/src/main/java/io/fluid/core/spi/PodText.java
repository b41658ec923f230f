package io.fluid.core.spi;

/** Text in places where Kubernetes gives a meaning to {@code $(NAME)}. */
public final class PodText {

    private PodText() {}

    /**
     * Escapes text for a container's {@code command}, {@code args} or {@code env[].value}, where the kubelet would
     * otherwise replace {@code $(NAME)}: the process receives exactly {@code text}.
     */
    public static String literal(String text) {
        return text.replace("$", "$$");
    }
}
