package io.fluid.engine.alluxio;

import io.fluid.api.v1alpha1.AlluxioFuseSpec;
import io.fluid.api.v1alpha1.AlluxioRuntimeSpec;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.InitUsersSpec;
import io.fluid.api.v1alpha1.TieredStoreLevel;
import io.fluid.api.v1alpha1.User;
import io.fluid.api.v1alpha1.VersionSpec;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.PortClaim;
import io.fluid.core.spi.support.DatasetMount;
import io.fluid.core.spi.support.ImageNames;
import io.fluid.core.spi.support.TierDirectory;
import io.fluid.core.spi.support.Tiers;
import io.fluid.engine.alluxio.AlluxioPlan.Fuse;
import io.fluid.engine.alluxio.AlluxioPlan.Process;
import io.fluid.engine.alluxio.AlluxioPlan.UfsMount;
import io.fluid.engine.alluxio.AlluxioPlan.Users;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Decides what a request means: defaults, sizes, names, addresses. Expects a request that validation accepted. */
final class AlluxioPlanner {

    private final Images images;

    AlluxioPlanner(Images images) {
        this.images = images;
    }

    AlluxioPlan plan(CacheRequest request) {
        RuntimeSpec runtime = RuntimeSpec.of(request);
        AlluxioRuntimeSpec spec = runtime.spec();
        DatasetSpec dataset = request.dataset().getSpec();
        List<TieredStoreLevel> levels = TierProperties.levels(spec.tieredstore());
        List<TierDirectory> tiers = Tiers.directories(levels, request.namespace(), request.name());
        List<UfsMount> mounts = Mounts.ufs(dataset);
        Map<Port, Integer> ports = ports(request, runtime);
        return new AlluxioPlan(
                request.name(),
                request.namespace(),
                runtime.masters(),
                runtime.workers(),
                new PodPlans(images, request, runtime).all(),
                processes(runtime, new CacheProperties(request, runtime, mounts.get(0), ports, levels, tiers), tiers),
                ports,
                tiers,
                mounts,
                Mounts.nativeMounts(dataset),
                fuse(request, runtime.fuse(), dataset),
                spec.volumes(),
                spec.hadoopConfig(),
                users(spec),
                MetadataBackup.restore(dataset),
                !Boolean.TRUE.equals(spec.disablePrometheus()),
                spec.data() != null && Boolean.TRUE.equals(spec.data().pin()));
    }

    /** Where the masters of a planned cache are; a look at a cache needs no more of its plan. */
    static AlluxioClient.Address masters(CacheRequest request) {
        RuntimeSpec runtime = RuntimeSpec.of(request);
        return new AlluxioClient.Address(
                AlluxioPlan.masterHosts(request.name(), request.namespace(), runtime.masters()),
                port(request, runtime, Port.RPC),
                port(request, runtime, Port.WEB));
    }

    /** Ports of the pods that run in the node's network. */
    List<PortClaim> claims(CacheRequest request) {
        RuntimeSpec runtime = RuntimeSpec.of(request);
        List<PortClaim> claims = new ArrayList<>();
        for (Port port : runtime.ports()) {
            if (runtime.hostNetwork(port.component())) {
                OptionalInt chosen = runtime.chosen(port);
                claims.add(
                        chosen.isPresent()
                                ? PortClaim.fixed(port.claim(), chosen.getAsInt())
                                : PortClaim.any(port.claim()));
            }
        }
        return claims;
    }

    private static Map<Port, Integer> ports(CacheRequest request, RuntimeSpec runtime) {
        Map<Port, Integer> ports = new EnumMap<>(Port.class);
        for (Port port : runtime.ports()) {
            ports.put(port, port(request, runtime, port));
        }
        return ports;
    }

    private static int port(CacheRequest request, RuntimeSpec runtime, Port port) {
        int fallback = runtime.chosen(port).orElse(port.standard());
        return runtime.hostNetwork(port.component()) ? request.ports().getOrDefault(port.claim(), fallback) : fallback;
    }

    private static Map<Component, Process> processes(
            RuntimeSpec runtime, CacheProperties properties, List<TierDirectory> tiers) {
        ProcessPlans plans = new ProcessPlans(runtime, tiers);
        Map<Component, Process> processes = new EnumMap<>(Component.class);
        for (Component component : Component.values()) {
            if (runtime.has(component)) {
                processes.put(component, plans.process(component, properties.of(component)));
            }
        }
        return processes;
    }

    private @Nullable Users users(AlluxioRuntimeSpec spec) {
        User user = spec.runAs();
        if (user == null) {
            return null;
        }
        InitUsersSpec init = spec.initUsers();
        VersionSpec version = spec.alluxioVersion();
        // Every Alluxio image has the shell that it takes, so that no other image has to be pulled.
        String server = images.server(version);
        if (init == null) {
            return new Users(user, server, version == null ? null : version.imagePullPolicy(), Map.of(), null);
        }
        return new Users(
                user,
                ImageNames.isNamed(init.image(), init.imageTag())
                        ? ImageNames.image(images.init(), init.image(), init.imageTag())
                        : server,
                init.imagePullPolicy(),
                init.env(),
                init.resources());
    }

    private static Fuse fuse(CacheRequest request, AlluxioFuseSpec spec, DatasetSpec dataset) {
        String mountPath = request.mountPath(AlluxioEngineProvider.DESCRIPTOR);
        List<String> arguments = new ArrayList<>();
        if (spec.args().isEmpty()) {
            arguments.add("fuse");
            arguments.add("--fuse-opts=" + fuseOptions(dataset));
        } else {
            spec.args()
                    .forEach(argument -> arguments.add(
                            argument.startsWith("--fuse-opts=") ? withOwner(argument, dataset.owner()) : argument));
        }
        arguments.add(mountPath);
        arguments.add(Mounts.ROOT);
        return new Fuse(mountPath, arguments, request.cluster().criticalFusePods());
    }

    private static String fuseOptions(DatasetSpec dataset) {
        String options = DatasetMount.isReadOnly(dataset)
                ? "kernel_cache,ro,attr_timeout=7200,entry_timeout=7200"
                : "kernel_cache,rw";
        return withOwner(options, dataset.owner());
    }

    private static String withOwner(String options, @Nullable User owner) {
        String owned = owner == null ? options : options + ",uid=" + owner.uid() + ",gid=" + owner.gid();
        return owned.contains("allow_other") ? owned : owned + ",allow_other";
    }
}
