/** What docs/embedding.md shows, compiled and run. */
@NullMarked
package io.fluid.e2e.embedding;

import org.jspecify.annotations.NullMarked;
