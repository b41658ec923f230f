package io.fluid.e2e.faults;

import org.jspecify.annotations.Nullable;

/** Kills the controllers at one of the writes to come. */
final class Crashes implements Faults {

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
        if (!call.isWrite() || call.isEvent() || left-- != 0) {
            return Fault.NONE;
        }
        last = call;
        return new Fault.Death(accepted);
    }
}
