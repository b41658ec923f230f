/**
 * For authors of cache engines. {@link io.fluid.testkit.CacheEngineContractTest} is what every engine keeps; {@link
 * io.fluid.testkit.GoldenManifests} compares what an engine describes with reviewed files; {@link
 * io.fluid.testkit.EngineRequests} makes requests from manifests as users write them; {@link
 * io.fluid.testkit.InMemoryFluid} lets a dataset live and die without a kubelet; {@link
 * io.fluid.testkit.CacheEngineScenarios} tells the same stories on a real cluster; {@link
 * io.fluid.testkit.ContractReport} says in a table what an engine does and refuses.
 */
@NullMarked
package io.fluid.testkit;

import org.jspecify.annotations.NullMarked;
