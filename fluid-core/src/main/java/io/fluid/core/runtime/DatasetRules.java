package io.fluid.core.runtime;

import io.fluid.api.v1alpha1.Dataset;
import io.fluid.core.spi.Problem;

import java.util.List;

/** What every Dataset must keep to, whatever its engine. */
@FunctionalInterface
public interface DatasetRules {

    /** Everything that is wrong with the Dataset. */
    List<Problem> problems(Dataset dataset);
}
