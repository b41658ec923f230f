/** Names that the project shares with its users and with other projects: labels, annotations, identities. */
@NullMarked
package io.fluid.api;

import org.jspecify.annotations.NullMarked;
