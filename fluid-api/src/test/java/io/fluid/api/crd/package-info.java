/** Makes the CRDs of the chart from the resource model, and compares the two with each other and with upstream. */
@NullMarked
package io.fluid.api.crd;

import org.jspecify.annotations.NullMarked;
