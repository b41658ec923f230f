/**
 * Alluxio as a cache engine: {@link io.fluid.engine.alluxio.AlluxioPlanner} decides, {@link
 * io.fluid.engine.alluxio.AlluxioPlan} holds what was decided, {@link io.fluid.engine.alluxio.AlluxioManifests} renders
 * it.
 */
@NullMarked
package io.fluid.engine.alluxio;

import org.jspecify.annotations.NullMarked;
