package io.fluid.core.runtime;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * How far the spec has come.
 *
 * @param invalid why the spec is not accepted; null when it is
 * @param refused what the API server refused to change, one sentence each
 * @param waitingFuses fuse pods that run an earlier spec because applications use them
 */
record RollOut(@Nullable String invalid, List<String> refused, List<String> waitingFuses) {

    static RollOut notAccepted(String why) {
        return new RollOut(why, List.of(), List.of());
    }
}
