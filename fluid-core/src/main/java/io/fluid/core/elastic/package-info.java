/** Runtime controllers on demand: none while nobody has a runtime of their kind. */
@NullMarked
package io.fluid.core.elastic;

import org.jspecify.annotations.NullMarked;
