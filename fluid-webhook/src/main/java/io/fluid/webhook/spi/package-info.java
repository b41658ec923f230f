/** What a mutator of pods is made of, for ours and for those of third parties. */
@NullMarked
package io.fluid.webhook.spi;

import org.jspecify.annotations.NullMarked;
