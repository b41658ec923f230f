/**
 * For authors of cache engines. {@link io.fluid.testkit.CacheEngineContractTest} is what every engine keeps; {@link
 * io.fluid.testkit.GoldenManifests} compares what an engine describes with reviewed files; {@link
 * io.fluid.testkit.EngineRequests} makes requests from manifests as users write them; {@link
 * io.fluid.testkit.InMemoryFluid} lets a dataset live and die without a kubelet.
 */
@NullMarked
package io.fluid.testkit;

import org.jspecify.annotations.NullMarked;
