package io.fluid.e2e.faults;

import java.time.Duration;

/** What happens to one request. */
public sealed interface Fault {

    /** Nothing: it is passed on, and its answer comes back. */
    Fault NONE = new None();

    /** A name for counting. */
    String name();

    /** Passed on as it is. */
    record None() implements Fault {
        @Override
        public String name() {
            return "none";
        }
    }

    /** Passed on after a while. */
    record Delay(Duration time) implements Fault {
        @Override
        public String name() {
            return "latency";
        }
    }

    /**
     * Answered with an error.
     *
     * @param status of HTTP
     * @param retryAfter seconds that the answer asks to wait; 0 to ask nothing
     * @param accepted whether the API server got the request, and did what it asks
     */
    record Refusal(int status, int retryAfter, boolean accepted) implements Fault {
        @Override
        public String name() {
            return status + (accepted ? " though it was done" : "");
        }
    }

    /**
     * The connection ends without an answer.
     *
     * @param accepted whether the API server got the request, and did what it asks
     */
    record Cut(boolean accepted) implements Fault {
        @Override
        public String name() {
            return accepted ? "answer lost" : "request lost";
        }
    }

    /** The watch is opened and ends after so many bytes, in the middle of an event or not. */
    record ShortWatch(int bytes) implements Fault {
        @Override
        public String name() {
            return "watch dropped";
        }
    }

    /**
     * The client's process dies: from now on nothing of it reaches the API server.
     *
     * @param accepted whether this last request does
     */
    record Death(boolean accepted) implements Fault {
        @Override
        public String name() {
            return accepted ? "death after" : "death before";
        }
    }
}
