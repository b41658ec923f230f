/** Container images assembled from files, without a registry or a container build tool. */
@NullMarked
package io.fluid.e2e.image;

import org.jspecify.annotations.NullMarked;
