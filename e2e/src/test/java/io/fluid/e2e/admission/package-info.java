/** Admission by the API server itself: real webhook processes, registered as the chart registers them. */
@NullMarked
package io.fluid.e2e.admission;

import org.jspecify.annotations.NullMarked;
