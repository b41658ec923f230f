/** The one runtime controller for all engines: observe, validate, reconcile, record. */
@NullMarked
package io.fluid.core.runtime;

import org.jspecify.annotations.NullMarked;
