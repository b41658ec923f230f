package io.fluid.engine.jindo;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fluid.api.v1alpha1.ClientMetrics;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.JindoComponentSpec;
import io.fluid.api.v1alpha1.JindoRuntimeSpec;
import io.fluid.api.v1alpha1.PodMetadata;
import io.fluid.api.v1alpha1.TieredStore;
import io.fluid.api.v1alpha1.TieredStoreLevel;
import io.fluid.api.v1alpha1.User;
import io.fluid.api.v1alpha1.VersionSpec;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.PortClaim;
import io.fluid.core.spi.support.DatasetMount;
import io.fluid.core.spi.support.ImageNames;
import io.fluid.core.spi.support.Memory;
import io.fluid.core.spi.support.TierDirectory;
import io.fluid.core.spi.support.Tiers;
import io.fluid.engine.jindo.JindoPlan.Fuse;
import io.fluid.engine.jindo.JindoPlan.Pod;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/** Decides what a request means: defaults, sizes, names, addresses. Expects a request that validation accepted. */
final class JindoPlanner {

    static final String RDMA = "jindo.fluid.io/rdma";

    /** What a runtime without a tiered store gets: modest, in memory, gone with the pod. */
    private static final TieredStoreLevel STANDARD = new TieredStoreLevel(
            Tiers.MEMORY, Tiers.EMPTY_DIR, null, "/dev/shm", new Quantity("1", "Gi"), null, null, null, Map.of());

    private final Images images;

    JindoPlanner(Images images) {
        this.images = images;
    }

    JindoPlan plan(CacheRequest request) {
        RuntimeSpec runtime = RuntimeSpec.of(request);
        JindoRuntimeSpec spec = runtime.spec();
        TieredStoreLevel level = level(spec.tieredstore());
        List<TierDirectory> tiers =
                runtime.fuseOnly() ? List.of() : Tiers.directories(List.of(level), request.namespace(), request.name());
        List<Storage> storages = Storage.of(request.dataset().getSpec());
        Map<Port, Integer> ports = ports(request, runtime);
        Sections sections = new Sections(request, runtime, storages, tiers, level, ports);
        return new JindoPlan(
                request.name(),
                request.namespace(),
                runtime.fuseOnly() ? 0 : runtime.masters(),
                runtime.fuseOnly() ? 0 : runtime.workers(),
                runtime.hostNetwork(),
                pods(runtime, tiers),
                ports,
                tiers,
                storages,
                sections.all(),
                fuse(request, runtime, storages, ports),
                spec.volumes(),
                blankToNull(spec.secret()),
                blankToNull(spec.hadoopConfig()),
                spec.runAs(),
                blankToNull(spec.user()),
                "true".equals(runtime.annotations().get(RDMA)));
    }

    /** Ports of the pods that run in the node's network. */
    List<PortClaim> claims(CacheRequest request) {
        RuntimeSpec runtime = RuntimeSpec.of(request);
        List<PortClaim> claims = new ArrayList<>();
        if (runtime.hostNetwork()) {
            for (Port port : runtime.ports()) {
                OptionalInt chosen = runtime.chosen(port);
                claims.add(
                        chosen.isPresent()
                                ? PortClaim.fixed(port.claim(), chosen.getAsInt())
                                : PortClaim.any(port.claim()));
            }
        }
        return claims;
    }

    static TieredStoreLevel level(@Nullable TieredStore store) {
        return store == null || store.levels().isEmpty()
                ? STANDARD
                : store.levels().get(0);
    }

    private static Map<Port, Integer> ports(CacheRequest request, RuntimeSpec runtime) {
        Map<Port, Integer> ports = new EnumMap<>(Port.class);
        for (Port port : runtime.ports()) {
            int number = runtime.chosen(port).orElse(port.standard());
            ports.put(port, runtime.hostNetwork() ? request.ports().getOrDefault(port.claim(), number) : number);
        }
        return ports;
    }

    private Map<Component, Pod> pods(RuntimeSpec runtime, List<TierDirectory> tiers) {
        Map<Component, Pod> pods = new EnumMap<>(Component.class);
        for (Component component : Component.values()) {
            if (runtime.has(component)) {
                pods.put(component, pod(component, runtime, tiers));
            }
        }
        return pods;
    }

    private Pod pod(Component component, RuntimeSpec runtime, List<TierDirectory> tiers) {
        JindoComponentSpec part = runtime.component(component);
        Map<String, String> labels = new TreeMap<>(runtime.spec().labels());
        Map<String, String> annotations = new TreeMap<>();
        add(runtime.spec().podMetadata(), labels, annotations);
        labels.putAll(part.labels());
        if (component == Component.FUSE) {
            annotations.putAll(scraping(runtime));
        }
        add(part.podMetadata(), labels, annotations);
        Set<LocalObjectReference> secrets = new LinkedHashSet<>(runtime.pullSecrets(component));
        VersionSpec version = runtime.spec().jindoVersion();
        String policy = version == null ? null : version.imagePullPolicy();
        return new Pod(
                component == Component.FUSE ? fuseImage(runtime) : serverImage(version),
                component == Component.FUSE && runtime.fuse().imagePullPolicy() != null
                        ? runtime.fuse().imagePullPolicy()
                        : policy,
                labels,
                annotations,
                part.nodeSelector(),
                part.tolerations(),
                List.copyOf(secrets),
                part.env(),
                component == Component.WORKER ? withTiers(part.resources(), tiers) : part.resources(),
                part.volumeMounts());
    }

    private static Map<String, String> scraping(RuntimeSpec runtime) {
        return isScraped(runtime, "MountPod") ? Map.of("prometheus.io/scrape", "true") : Map.of();
    }

    private static boolean isScraped(RuntimeSpec runtime, String target) {
        ClientMetrics metrics = runtime.fuse().metrics();
        String targets = metrics == null ? "" : RuntimeSpec.text(metrics.scrapeTarget());
        return runtime.offersMetrics() && (targets.contains(target) || targets.contains("All"));
    }

    private static void add(
            @Nullable PodMetadata metadata, Map<String, String> labels, Map<String, String> annotations) {
        if (metadata != null) {
            labels.putAll(metadata.labels());
            annotations.putAll(metadata.annotations());
        }
    }

    private String serverImage(@Nullable VersionSpec version) {
        return version == null
                ? images.server()
                : ImageNames.image(images.server(), version.image(), version.imageTag());
    }

    private String fuseImage(RuntimeSpec runtime) {
        return ImageNames.image(
                images.fuse(), runtime.fuse().image(), runtime.fuse().imageTag());
    }

    /** Tiers in memory count as the worker's own. */
    private static @Nullable ResourceRequirements withTiers(
            @Nullable ResourceRequirements resources, List<TierDirectory> tiers) {
        long memory = tiers.stream()
                .filter(TierDirectory::memory)
                .mapToLong(TierDirectory::bytes)
                .sum();
        if (memory == 0 || Memory.request(resources).orElse(0) >= memory) {
            return resources;
        }
        ResourceRequirementsBuilder builder =
                resources == null ? new ResourceRequirementsBuilder() : new ResourceRequirementsBuilder(resources);
        return builder.addToRequests("memory", Memory.quantity(memory)).build();
    }

    private static Fuse fuse(
            CacheRequest request, RuntimeSpec runtime, List<Storage> storages, Map<Port, Integer> ports) {
        DatasetSpec dataset = request.dataset().getSpec();
        List<String> arguments = new ArrayList<>(runtime.fuse().args());
        if (arguments.isEmpty()) {
            arguments.addAll(
                    DatasetMount.isReadOnly(dataset)
                            ? List.of(
                                    "-okernel_cache",
                                    "-oro",
                                    "-oattr_timeout=7200",
                                    "-oentry_timeout=7200",
                                    "-onegative_timeout=7200")
                            : List.of("-oauto_cache", "-oattr_timeout=0", "-oentry_timeout=0", "-onegative_timeout=0"));
            if (storages.size() == 1) {
                arguments.add("-ono_symlink");
            }
        }
        if (arguments.stream().noneMatch(argument -> argument.startsWith("-ometrics_port="))) {
            arguments.add("-ometrics_port=" + ports.getOrDefault(Port.METRICS, 0));
        }
        User owner = dataset.owner();
        if (owner != null) {
            arguments.add("-ouid=" + owner.uid());
            arguments.add("-ogid=" + owner.gid());
        }
        if (runtime.fuseOnly()) {
            arguments.add("-ouri=" + storages.get(0).uri());
        }
        return new Fuse(
                mountPath(request), arguments, request.cluster().criticalFusePods(), isScraped(runtime, "Sidecar"));
    }

    /** As CNCF Fluid has it: its last part is not called by the runtime's type. */
    private static String mountPath(CacheRequest request) {
        String path = request.mountPath(JindoEngineProvider.DESCRIPTOR);
        return path.substring(0, path.lastIndexOf('/') + 1) + Component.FUSE.container();
    }

    private static @Nullable String blankToNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }
}
