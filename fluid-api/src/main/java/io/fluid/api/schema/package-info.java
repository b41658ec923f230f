/** What the resource model says about its schema beyond types: constraints, printed columns, scaling. */
@NullMarked
package io.fluid.api.schema;

import org.jspecify.annotations.NullMarked;
