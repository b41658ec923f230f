/** Pods whose work is done although a fuse still runs in them. */
@NullMarked
package io.fluid.core.application;

import org.jspecify.annotations.NullMarked;
