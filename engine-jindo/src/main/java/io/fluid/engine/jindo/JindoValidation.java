package io.fluid.engine.jindo;

import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.Problem;
import io.fluid.core.spi.support.Problems;

import java.util.List;

/** Says what is wrong with a request, all at once. */
final class JindoValidation {

    static final String KIND = "JindoRuntime";

    // A StatefulSet's pods carry its name and a hash of ten characters in one label of at most 63.
    static final int LONGEST_NAME = 63 - "-jindofs-master-".length() - 10;

    private JindoValidation() {}

    static List<Problem> problems(CacheRequest request) {
        Problems problems = new Problems();
        if (request.name().length() > LONGEST_NAME) {
            problems.add(
                    KIND + ".metadata.name",
                    request.name(),
                    "at most " + LONGEST_NAME + " characters: pods are named after it");
        }
        RuntimeSpec runtime = null;
        try {
            runtime = RuntimeSpec.of(request);
        } catch (IllegalArgumentException e) {
            problems.wrongType(KIND, e);
        }
        new DatasetValidation(problems, runtime != null && runtime.fuseOnly())
                .check(request.dataset().getSpec());
        if (runtime != null) {
            new RuntimeValidation(problems, runtime)
                    .check(Storage.of(request.dataset().getSpec()));
        }
        return problems.all();
    }
}
