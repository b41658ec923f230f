/**
 * For authors of cache engines: {@link io.fluid.testkit.EngineRequests} makes requests from manifests as users write
 * them, {@link io.fluid.testkit.GoldenManifests} compares what an engine describes with reviewed files.
 */
@NullMarked
package io.fluid.testkit;

import org.jspecify.annotations.NullMarked;
