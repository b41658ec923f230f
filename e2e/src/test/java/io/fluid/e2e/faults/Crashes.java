package io.fluid.e2e.faults;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/**
 * Kills the controllers at one of the writes to come. Their watches begin a second late: who starts hears nothing of its own
 * writes until then, as a process whose watches wait for its first work.
 */
final class Crashes implements Faults {

    private static final Fault LATE = new Fault.Delay(Duration.ofSeconds(1));

    private final boolean accepted;
    private int left = -1;
    private @Nullable ApiCall last;

    /**
     * @param accepted whether the write is done, and only its answer lost
     */
    Crashes(boolean accepted) {
        this.accepted = accepted;
    }

    /** The next death is at this write from now, counted from 0. */
    synchronized void at(int write) {
        left = write;
        last = null;
    }

    /** The write at which they died; null when there were not so many. */
    synchronized @Nullable ApiCall last() {
        return last;
    }

    @Override
    public synchronized Fault of(ApiCall call) {
        if (call.isWatch()) {
            return LATE;
        }
        if (!call.isWrite() || call.isEvent() || left-- != 0) {
            return Fault.NONE;
        }
        last = call;
        return new Fault.Death(accepted);
    }
}
