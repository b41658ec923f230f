/** An engine of somebody else: built from what Fluid publishes, run on a real cluster. */
@NullMarked
package io.fluid.e2e.thirdparty;

import org.jspecify.annotations.NullMarked;
