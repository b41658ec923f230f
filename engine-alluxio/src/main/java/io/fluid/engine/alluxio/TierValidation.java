package io.fluid.engine.alluxio;

import io.fluid.api.v1alpha1.TieredStoreLevel;
import io.fluid.core.spi.support.Memory;
import io.fluid.core.spi.support.Problems;
import io.fluid.core.spi.support.TierChecks;
import io.fluid.core.spi.support.TierDirectory;
import io.fluid.core.spi.support.Tiers;

import java.util.List;
import java.util.OptionalLong;

/** Says what is wrong with a tiered store. */
final class TierValidation {

    private final Problems problems;
    private final RuntimeSpec runtime;

    TierValidation(Problems problems, RuntimeSpec runtime) {
        this.problems = problems;
        this.runtime = runtime;
    }

    void check(String field) {
        int before = problems.count();
        List<TieredStoreLevel> levels = TierProperties.levels(runtime.spec().tieredstore());
        new TierChecks(problems).levels(field, levels);
        if (problems.count() == before) {
            memory(levels);
        }
    }

    private void memory(List<TieredStoreLevel> levels) {
        long memory = Tiers.directories(levels, "", "").stream()
                .filter(TierDirectory::memory)
                .mapToLong(TierDirectory::bytes)
                .sum();
        OptionalLong limit = Memory.limit(runtime.component(Component.WORKER).resources());
        long least = 2 * 64 * Memory.MEBIBYTE;
        if (memory > 0 && limit.isPresent() && limit.getAsLong() < memory + least) {
            problems.add(
                    RuntimeValidation.SPEC + ".worker.resources.limits.memory",
                    Memory.quantity(limit.getAsLong()).toString(),
                    "at least the memory of the tiers and 128Mi for the worker: " + Memory.quantity(memory + least));
        }
    }
}
