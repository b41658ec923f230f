package io.fluid.engine.alluxio;

import io.fluid.core.spi.support.Problems;

/** Problems with the checks of texts that Alluxio reads. */
final class AlluxioProblems extends Problems {

    private static final String NO_REFERENCE = "text without ${, which Alluxio would replace";

    /** Text that reaches Alluxio as it is: properties and command lines know neither line breaks nor a literal ${. */
    boolean text(String field, String value) {
        return plain(field, value) && literal(field, value);
    }

    /** Text in which Alluxio finds nothing to replace. */
    boolean literal(String field, String value) {
        if (value.contains("${")) {
            add(field, value, NO_REFERENCE);
            return false;
        }
        return true;
    }
}
