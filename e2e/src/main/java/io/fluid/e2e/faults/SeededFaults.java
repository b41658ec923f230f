package io.fluid.e2e.faults;

import java.util.Objects;
import java.util.function.BiFunction;

/**
 * Faults by chance, yet the same in every run: what happens to a request follows from the seed, from what it asks and
 * from how often it was asked before, not from the order in which threads come.
 */
public final class SeededFaults implements Faults {

    private static final double RANGE = 1L << 32;

    private final long seed;
    private final double share;
    private final BiFunction<ApiCall, Integer, Fault> kind;

    /**
     * @param share of the requests that the kind of fault may hit, from 0 to less than 1
     * @param kind the fault for a request and a number by chance, {@link Fault#NONE} for requests that it does not hit
     */
    public SeededFaults(long seed, double share, BiFunction<ApiCall, Integer, Fault> kind) {
        if (share < 0 || share >= 1) {
            throw new IllegalArgumentException("share: " + share + " is not accepted; expected 0 to less than 1");
        }
        this.seed = seed;
        this.share = share;
        this.kind = kind;
    }

    @Override
    public Fault of(ApiCall call) {
        long mixed = mix(seed ^ mix(Objects.hash(call.method(), call.path(), call.isWatch(), call.occurrence())));
        return (mixed >>> 32) / RANGE < share ? kind.apply(call, (int) mixed & Integer.MAX_VALUE) : Fault.NONE;
    }

    /** The finisher of SplitMix64: one changed bit changes half of them. */
    private static long mix(long value) {
        long z = value + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
