/** The admission server: rewrites pods that ask for a dataset, or refuses them with a reason. */
@NullMarked
package io.fluid.webhook;

import org.jspecify.annotations.NullMarked;
