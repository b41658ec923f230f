/** The demo's arithmetic and drawing. */
@NullMarked
package io.fluid.e2e.demo;

import org.jspecify.annotations.NullMarked;
