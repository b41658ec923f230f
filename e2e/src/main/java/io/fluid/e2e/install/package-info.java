/** Fluid itself on a cluster: images from this build, the chart from this repository. */
@NullMarked
package io.fluid.e2e.install;

import org.jspecify.annotations.NullMarked;
