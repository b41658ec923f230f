/** Datasets that stand for another one: {@code dataset://<namespace>/<name>}. */
@NullMarked
package io.fluid.core.reference;

import org.jspecify.annotations.NullMarked;
