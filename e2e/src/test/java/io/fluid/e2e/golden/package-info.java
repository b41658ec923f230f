/** Manifests that engines describe, on a real API server. */
@NullMarked
package io.fluid.e2e.golden;

import org.jspecify.annotations.NullMarked;
