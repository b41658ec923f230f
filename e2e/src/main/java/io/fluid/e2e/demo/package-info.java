/** {@code bin/demo}: the project's promise on a real cluster, measured in bytes and seconds. */
@NullMarked
package io.fluid.e2e.demo;

import org.jspecify.annotations.NullMarked;
