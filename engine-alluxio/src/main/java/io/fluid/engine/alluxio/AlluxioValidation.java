package io.fluid.engine.alluxio;

import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.Problem;

import java.util.List;

/** Says what is wrong with a request, all at once. */
final class AlluxioValidation {

    // A StatefulSet's pods carry its name and a hash of ten characters in one label of at most 63.
    private static final int LONGEST_NAME = 63 - "-master-".length() - 10;

    private AlluxioValidation() {}

    static List<Problem> problems(CacheRequest request) {
        AlluxioProblems problems = new AlluxioProblems();
        if (request.name().length() > LONGEST_NAME) {
            problems.add(
                    "AlluxioRuntime.metadata.name",
                    request.name(),
                    "at most " + LONGEST_NAME + " characters: pods are named after it");
        }
        RuntimeSpec runtime;
        try {
            runtime = RuntimeSpec.of(request);
        } catch (IllegalArgumentException e) {
            new DatasetValidation(problems, 1).check(request.dataset().getSpec());
            problems.wrongType("AlluxioRuntime", e);
            return problems.all();
        }
        new DatasetValidation(problems, runtime.masters())
                .check(request.dataset().getSpec());
        new RuntimeValidation(problems, runtime).check();
        return problems.all();
    }
}
