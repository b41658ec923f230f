package io.fluid.core.runtime;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.core.engine.LoadedEngine;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.CleansCache;
import io.fluid.core.spi.EngineDescriptor;
import io.fluid.core.spi.FuseDescription;
import io.fluid.core.spi.LoadsData;
import io.fluid.core.spi.MeasuresStorage;
import io.fluid.core.spi.PortClaim;
import io.fluid.core.spi.Problem;
import io.fluid.core.spi.UpdatesMounts;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** An engine with a master, workers, a fuse, one port and a ConfigMap; it obeys {@code spec.replicas/image/extra/fuseOnly}. */
public final class FakeEngine implements CacheEngine, LoadsData, CleansCache, MeasuresStorage, UpdatesMounts {

    public static final EngineDescriptor DESCRIPTOR =
            new EngineDescriptor("FakeRuntime", "fake", Set.of("pretend"), "data.fluid.io", "v1alpha1", "fakeruntimes");

    public volatile CacheUsage usage =
            new CacheUsage(1L << 30, 256L << 20, OptionalLong.of(75), OptionalLong.of(0), OptionalLong.of(25));
    public volatile long stored = 256L << 20;
    public volatile boolean cleaningFails;
    /** What {@link #pendingMounts} says; null: the cache does not answer. */
    public volatile List<String> pending = List.of();

    public final List<String> calls = java.util.Collections.synchronizedList(new ArrayList<>());

    public LoadedEngine loaded() {
        return new LoadedEngine(DESCRIPTOR, this, "test");
    }

    /** A runtime for this engine. */
    public static GenericKubernetesResource runtime(String namespace, String name, Map<String, Object> spec) {
        GenericKubernetesResource runtime = new GenericKubernetesResource();
        runtime.setApiVersion(DESCRIPTOR.apiVersion());
        runtime.setKind(DESCRIPTOR.runtimeKind());
        runtime.setMetadata(new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
                .withNamespace(namespace)
                .withName(name)
                .build());
        runtime.setAdditionalProperty("spec", spec);
        return runtime;
    }

    @Override
    public List<Problem> validate(CacheRequest request) {
        return spec(request).containsKey("bad")
                ? List.of(new Problem(
                        "FakeRuntime.spec.bad", String.valueOf(spec(request).get("bad")), "nothing"))
                : List.of();
    }

    @Override
    public List<PortClaim> ports(CacheRequest request) {
        return List.of(PortClaim.any("rpc"));
    }

    @Override
    public CacheDescription describe(CacheRequest request) {
        String name = request.name();
        List<HasMetadata> resources = new ArrayList<>();
        resources.add(config(name + "-config", request));
        if (spec(request).containsKey("extra")) {
            resources.add(config(name + "-extra", request));
        }
        return new CacheDescription(
                resources,
                set(request, "master", 1),
                spec(request).containsKey("fuseOnly")
                        ? null
                        : set(request, "worker", (Integer) spec(request).getOrDefault("replicas", 1)),
                new FuseDescription(
                        new DaemonSetBuilder()
                                .withNewMetadata()
                                .withName(name + "-fuse")
                                .endMetadata()
                                .withNewSpec()
                                .withNewSelector()
                                .withMatchLabels(selector(request, "fuse"))
                                .endSelector()
                                .withTemplate(pod(request, "fuse"))
                                .endSpec()
                                .build(),
                        request.mountPath(DESCRIPTOR),
                        "fuse.fake"),
                1L << 30,
                0,
                "fake://" + name + "-master-0:" + request.ports().get("rpc"));
    }

    @Override
    public CacheUsage report(CacheRequest request, Duration deadline) {
        calls.add("report");
        return usage;
    }

    @Override
    public List<String> pendingMounts(CacheRequest request, Duration deadline) throws IOException {
        if (pending == null) {
            throw new IOException("no answer");
        }
        return pending;
    }

    @Override
    public StorageTotals measure(CacheRequest request, Duration deadline) {
        calls.add("measure");
        return new StorageTotals(stored, 3);
    }

    @Override
    public void clean(CacheRequest request, Duration deadline) throws IOException {
        calls.add("clean");
        if (cleaningFails) {
            throw new IOException("no answer");
        }
    }

    @Override
    public List<Problem> validateLoad(CacheRequest request, DataLoad load) {
        return load.getSpec().options().containsKey("bad")
                ? List.of(new Problem("DataLoad.spec.options[bad]", "x", "nothing"))
                : List.of();
    }

    @Override
    public LoadDescription describeLoad(CacheRequest request, DataLoad load) {
        return new LoadDescription(
                List.of(config(load.getMetadata().getName() + "-script", request)), pod(request, "loader"));
    }

    private static HasMetadata config(String name, CacheRequest request) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(request.namespace())
                .endMetadata()
                .addToData("port", String.valueOf(request.ports().get("rpc")))
                .addToData("property", String.valueOf(spec(request).getOrDefault("property", "")))
                .build();
    }

    private static StatefulSet set(CacheRequest request, String component, int replicas) {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName(request.name() + "-" + component)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .withMatchLabels(selector(request, component))
                .endSelector()
                .withTemplate(pod(request, component))
                .endSpec()
                .build();
    }

    private static PodTemplateSpec pod(CacheRequest request, String component) {
        return new PodTemplateSpecBuilder()
                .withNewSpec()
                .addNewContainer()
                .withName("fake-" + component)
                .withImage(String.valueOf(spec(request).getOrDefault("image", "fake:1")))
                .addNewEnvFrom()
                .withNewConfigMapRef(request.name() + "-config", false)
                .endEnvFrom()
                .endContainer()
                .endSpec()
                .build();
    }

    private static Map<String, String> selector(CacheRequest request, String component) {
        return Map.of("app", "fake", "release", request.name(), "role", "fake-" + component);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> spec(CacheRequest request) {
        return (Map<String, Object>) request.runtime().getAdditionalProperties().get("spec");
    }
}
