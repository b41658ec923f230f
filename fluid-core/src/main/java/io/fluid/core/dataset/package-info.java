/** The Dataset's own life: validation, phase, and why it cannot go yet. */
@NullMarked
package io.fluid.core.dataset;

import org.jspecify.annotations.NullMarked;
