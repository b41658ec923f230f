/**
 * JindoCache as a cache engine: {@link io.fluid.engine.jindo.JindoPlanner} decides, {@link
 * io.fluid.engine.jindo.JindoPlan} holds what was decided, {@link io.fluid.engine.jindo.JindoManifests} renders it. The
 * server's images are closed; what is known of them are their entry points, files, variables and command line.
 */
@NullMarked
package io.fluid.engine.jindo;

import org.jspecify.annotations.NullMarked;
