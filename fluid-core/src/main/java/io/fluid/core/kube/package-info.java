/** The core's only way to the API server: reads from watches, writes by server-side apply and merge patches. */
@NullMarked
package io.fluid.core.kube;

import org.jspecify.annotations.NullMarked;
