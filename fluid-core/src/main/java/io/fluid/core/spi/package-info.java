/**
 * What a cache engine implements: {@link io.fluid.core.spi.CacheEngineProvider} is found by
 * {@link java.util.ServiceLoader}, its {@link io.fluid.core.spi.CacheEngine} turns a dataset and its runtime into
 * Kubernetes objects. An engine describes; the core acts. Nothing in this package talks to a cluster, and apart from
 * {@link io.fluid.core.spi.CacheEngine#report} nothing that an engine implements does I/O.
 */
@NullMarked
package io.fluid.core.spi;

import org.jspecify.annotations.NullMarked;
