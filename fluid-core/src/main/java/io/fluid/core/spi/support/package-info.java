/**
 * What engines have in common below their translation: checks of a runtime's fields, cache tiers, small parts of pods.
 * A convenience, not part of the contract: an engine may do without, and these classes may change between releases.
 */
@NullMarked
package io.fluid.core.spi.support;

import org.jspecify.annotations.NullMarked;
