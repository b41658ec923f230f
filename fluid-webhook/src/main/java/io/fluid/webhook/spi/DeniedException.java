package io.fluid.webhook.spi;

/** The pod is refused; the message tells its owner why and what to do. */
public final class DeniedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DeniedException(String message) {
        super(message);
    }
}
