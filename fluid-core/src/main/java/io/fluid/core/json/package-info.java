/** How objects are read from JSON. */
@NullMarked
package io.fluid.core.json;

import org.jspecify.annotations.NullMarked;
