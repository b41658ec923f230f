/** Puts fuse sidecars into pods. */
@NullMarked
package io.fluid.webhook.sidecar;

import org.jspecify.annotations.NullMarked;
