/** Benchmarks of the controllers and of admission on a real API server. */
@NullMarked
package io.fluid.e2e.bench;

import org.jspecify.annotations.NullMarked;
