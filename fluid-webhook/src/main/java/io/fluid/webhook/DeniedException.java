package io.fluid.webhook;

/** The pod cannot be served; the message tells its author why and what to do. */
final class DeniedException extends RuntimeException {

    DeniedException(String message) {
        super(message);
    }
}
