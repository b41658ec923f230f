/** What statuses are made of, for all controllers: conditions, texts for people, the troubles of pods. */
@NullMarked
package io.fluid.core.status;

import org.jspecify.annotations.NullMarked;
