package io.fluid.e2e.faults;

/** Decides what happens to each request. Called by many threads. */
@FunctionalInterface
public interface Faults {

    /** Nothing ever fails. */
    Faults NONE = call -> Fault.NONE;

    /** What happens to this one. */
    Fault of(ApiCall call);
}
