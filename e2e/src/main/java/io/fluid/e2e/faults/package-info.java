/** What can go wrong between a controller and the API server, made to go wrong on purpose. */
@NullMarked
package io.fluid.e2e.faults;

import org.jspecify.annotations.NullMarked;
