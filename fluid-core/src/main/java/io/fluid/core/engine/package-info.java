/** Finds the engines: on the class path and in a folder of jars. */
@NullMarked
package io.fluid.core.engine;

import org.jspecify.annotations.NullMarked;
