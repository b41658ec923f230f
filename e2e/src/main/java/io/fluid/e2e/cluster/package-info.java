/** A single-node Kubernetes of our own, as a library, a JUnit extension and commands. */
@NullMarked
package io.fluid.e2e.cluster;

import org.jspecify.annotations.NullMarked;
