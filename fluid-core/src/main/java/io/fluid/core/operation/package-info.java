/** Data operations: what is done once (or by schedule) with the data of a bound Dataset. */
@NullMarked
package io.fluid.core.operation;

import org.jspecify.annotations.NullMarked;
