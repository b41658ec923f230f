/** What the build and the cluster borrow from the machine: commands, Go and Debian packages, and a cache for what they make. */
@NullMarked
package io.fluid.e2e.tools;

import org.jspecify.annotations.NullMarked;
