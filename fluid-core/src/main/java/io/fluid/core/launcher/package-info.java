/** The processes: command line, wiring, leader election, health, metrics, orderly end. */
@NullMarked
package io.fluid.core.launcher;

import org.jspecify.annotations.NullMarked;
