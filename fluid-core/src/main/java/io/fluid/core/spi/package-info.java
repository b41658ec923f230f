/**
 * What a cache engine implements: {@link io.fluid.core.spi.CacheEngineProvider} is found by
 * {@link java.util.ServiceLoader}, its {@link io.fluid.core.spi.CacheEngine} turns a dataset and its runtime into
 * Kubernetes objects. An engine describes; the core acts. Nothing in this package talks to a cluster.
 *
 * <p>What only some engines can do is an interface beside {@code CacheEngine} that the engine implements as well:
 *
 * <ul>
 *   <li>{@link io.fluid.core.spi.LoadsData}, {@link io.fluid.core.spi.MigratesData}, {@link
 *       io.fluid.core.spi.BacksUpMetadata}: data operations. Pure, like {@code describe}.
 *   <li>{@link io.fluid.core.spi.MeasuresStorage}, {@link io.fluid.core.spi.CleansCache}, {@link
 *       io.fluid.core.spi.UpdatesMounts}: questions to the running cache. Like {@code report} they do I/O, run on threads
 *       of their own, keep a deadline and fail with an {@link java.io.IOException}.
 *   <li>{@link io.fluid.core.spi.CleansNodes}: which folders of the nodes the core empties. Pure.
 * </ul>
 *
 * <p>For one change of a dataset or runtime the core calls, in this order: {@code validate}; when that found nothing,
 * {@code ports}; then {@code describe}, and applies the result. An exception is tried again with growing pauses and
 * concerns only that runtime; an {@link java.lang.IllegalArgumentException} of {@code validate} means a field of the
 * wrong type and is told to the user.
 *
 * <p>Compatibility: an engine compiled against one release runs on the next. The signatures are recorded, and a build that
 * takes one away fails. {@code io.fluid.testkit.CacheEngineContractTest} tests all that is said here.
 */
@NullMarked
package io.fluid.core.spi;

import org.jspecify.annotations.NullMarked;
