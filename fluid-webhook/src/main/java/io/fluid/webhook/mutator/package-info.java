/** The mutators that every installation has, but for the sidecars. */
@NullMarked
package io.fluid.webhook.mutator;

import org.jspecify.annotations.NullMarked;
