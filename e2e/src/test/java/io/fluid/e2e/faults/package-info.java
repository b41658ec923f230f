/** What the controllers survive: a network and an API server that fail. */
@NullMarked
package io.fluid.e2e.faults;

import org.jspecify.annotations.NullMarked;
