package io.fluid.engine.alluxio;

import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fluid.api.v1alpha1.AlluxioComponentSpec;
import io.fluid.api.v1alpha1.AlluxioComponentSpecBuilder;
import io.fluid.api.v1alpha1.AlluxioFuseSpec;
import io.fluid.api.v1alpha1.AlluxioFuseSpecBuilder;
import io.fluid.api.v1alpha1.AlluxioRuntime;
import io.fluid.api.v1alpha1.AlluxioRuntimeSpec;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.PodMetadata;
import io.fluid.api.v1alpha1.TieredStoreLevel;
import io.fluid.api.v1alpha1.User;
import io.fluid.api.v1alpha1.VersionSpec;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.PortClaim;
import io.fluid.engine.alluxio.AlluxioPlan.Fuse;
import io.fluid.engine.alluxio.AlluxioPlan.Pod;
import io.fluid.engine.alluxio.AlluxioPlan.Process;
import io.fluid.engine.alluxio.AlluxioPlan.TierDirectory;
import io.fluid.engine.alluxio.AlluxioPlan.UfsMount;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Decides what a request means: defaults, sizes, names, addresses. Expects a request that validation accepted. */
final class AlluxioPlanner {

    static final String CONTAINER_NETWORK = "ContainerNetwork";
    static final String JOURNAL = "/journal";

    private static final long MEBIBYTE = Memory.MEBIBYTE;
    private static final long DIRECT_MEMORY = 256 * MEBIBYTE;
    // Threads, metaspace, compiled code: what a JVM needs beside its heap.
    private static final long JVM_OVERHEAD = 192 * MEBIBYTE;

    private final Images images;

    AlluxioPlanner(Images images) {
        this.images = images;
    }

    AlluxioPlan plan(CacheRequest request) {
        AlluxioRuntimeSpec runtime = runtime(request);
        DatasetSpec dataset = request.dataset().getSpec();
        List<TieredStoreLevel> levels = Tiers.levels(runtime.tieredstore());
        List<TierDirectory> tiers = Tiers.directories(levels, request.namespace(), request.name());
        List<UfsMount> mounts = Mounts.ufs(dataset);
        Map<Port, Integer> ports = ports(request, runtime);
        Map<String, String> common = commonProperties(request, runtime, dataset, mounts.get(0), ports);

        Map<Component, Process> processes = new EnumMap<>(Component.class);
        for (Component component : Component.values()) {
            Map<String, String> properties = new TreeMap<>(common);
            if (component == Component.MASTER) {
                properties.putAll(rootMount(mounts.get(0)));
            }
            if (component == Component.WORKER || component == Component.JOB_WORKER) {
                properties.putAll(Tiers.properties(levels, tiers));
            }
            if (component == Component.FUSE) {
                properties.putAll(fuseProperties(dataset));
            }
            properties.putAll(runtime.properties());
            properties.putAll(component(runtime, component).properties());
            processes.put(component, process(runtime, component, properties, tiers));
        }
        return new AlluxioPlan(
                request.name(),
                request.namespace(),
                runtime.replicas() == null ? 1 : runtime.replicas(),
                serverPod(request, runtime, component(runtime, Component.MASTER)),
                serverPod(request, runtime, component(runtime, Component.WORKER)),
                fusePod(request, runtime),
                processes,
                ports,
                tiers,
                mounts,
                Mounts.nativeMounts(dataset),
                fuse(request, runtime, dataset),
                runtime.volumes(),
                runtime.hadoopConfig());
    }

    /** Ports of the pods that run in the node's network. */
    List<PortClaim> claims(CacheRequest request) {
        AlluxioRuntimeSpec runtime = runtime(request);
        List<PortClaim> claims = new ArrayList<>();
        for (Port port : Port.values()) {
            if (hostNetwork(runtime, port)) {
                OptionalInt chosen = chosen(runtime, port);
                claims.add(
                        chosen.isPresent()
                                ? PortClaim.fixed(port.claim(), chosen.getAsInt())
                                : PortClaim.any(port.claim()));
            }
        }
        return claims;
    }

    static AlluxioRuntimeSpec runtime(CacheRequest request) {
        return request.runtimeAs(AlluxioRuntime.class).getSpec();
    }

    /** A component's part of the spec; empty where the user wrote none. FUSE is told in the same words. */
    static AlluxioComponentSpec component(AlluxioRuntimeSpec runtime, Component component) {
        AlluxioComponentSpec spec = switch (component) {
            case MASTER -> runtime.master();
            case JOB_MASTER -> runtime.jobMaster();
            case WORKER -> runtime.worker();
            case JOB_WORKER -> runtime.jobWorker();
            case FUSE -> asComponent(fuse(runtime));
            case CLIENT -> null;
        };
        return spec == null ? AlluxioComponentSpecBuilder.builder().build() : spec;
    }

    static AlluxioFuseSpec fuse(AlluxioRuntimeSpec runtime) {
        AlluxioFuseSpec fuse = runtime.fuse();
        return fuse == null ? AlluxioFuseSpecBuilder.builder().build() : fuse;
    }

    static OptionalInt chosen(AlluxioRuntimeSpec runtime, Port port) {
        AlluxioComponentSpec spec = component(runtime, port.component());
        Integer number = spec.ports().get(port.key());
        if (number != null) {
            return OptionalInt.of(number);
        }
        String property = spec.properties()
                .getOrDefault(port.property(), runtime.properties().get(port.property()));
        return property == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(property.strip()));
    }

    /** Memory that heap and buffers of the worker's container may take, its tiers not counted. */
    static long workerProcessMemory(AlluxioRuntimeSpec runtime) {
        return Component.WORKER.heapMebibytes() * MEBIBYTE + DIRECT_MEMORY + JVM_OVERHEAD;
    }

    private static AlluxioComponentSpec asComponent(AlluxioFuseSpec fuse) {
        return new AlluxioComponentSpec(
                null,
                fuse.jvmOptions(),
                fuse.properties(),
                Map.of(),
                fuse.resources(),
                fuse.env(),
                null,
                fuse.nodeSelector(),
                fuse.networkMode(),
                fuse.volumeMounts(),
                fuse.podMetadata(),
                fuse.imagePullSecrets(),
                Map.of());
    }

    private static boolean hostNetwork(@Nullable String mode) {
        return !CONTAINER_NETWORK.equals(mode);
    }

    private static boolean hostNetwork(AlluxioRuntimeSpec runtime, Port port) {
        return hostNetwork(component(runtime, port.onMaster() ? Component.MASTER : Component.WORKER)
                .networkMode());
    }

    private static Map<Port, Integer> ports(CacheRequest request, AlluxioRuntimeSpec runtime) {
        Map<Port, Integer> ports = new EnumMap<>(Port.class);
        for (Port port : Port.values()) {
            int fallback = chosen(runtime, port).orElse(port.standard());
            ports.put(
                    port, hostNetwork(runtime, port) ? request.ports().getOrDefault(port.claim(), fallback) : fallback);
        }
        return ports;
    }

    private static Map<String, String> commonProperties(
            CacheRequest request,
            AlluxioRuntimeSpec runtime,
            DatasetSpec dataset,
            UfsMount root,
            Map<Port, Integer> ports) {
        Map<String, String> properties = new TreeMap<>();
        String masterHost = request.name() + "-master-0." + request.namespace();
        properties.put("alluxio.master.hostname", masterHost);
        properties.put("alluxio.job.master.hostname", masterHost);
        ports.forEach((port, number) -> properties.put(port.property(), number.toString()));

        // One master needs no quorum; the embedded journal would open a port of its own.
        properties.put("alluxio.master.journal.type", "UFS");
        properties.put("alluxio.master.journal.folder", JOURNAL);
        properties.put("alluxio.master.journal.tailer.shutdown.quiet.wait.time", "50ms");
        properties.put("alluxio.master.worker.connect.wait.time", "500ms");
        properties.put("alluxio.master.mount.table.root.ufs", root.uri());

        properties.put("alluxio.security.authorization.permission.enabled", "false");
        properties.put("alluxio.security.stale.channel.purge.interval", "365d");
        properties.put("alluxio.master.security.impersonation.root.users", "*");
        properties.put("alluxio.master.security.impersonation.root.groups", "*");
        properties.put("alluxio.underfs.object.store.breadcrumbs.enabled", "false");
        properties.put("alluxio.underfs.s3.inherit.acl", "false");
        // Object stores know no modes; what appears in a pod is for every user of it.
        properties.put("alluxio.underfs.s3.default.mode", "0755");

        properties.put("alluxio.user.block.size.bytes.default", "16MB");
        properties.put("alluxio.user.file.readtype.default", "CACHE");
        properties.put("alluxio.user.file.writetype.default", "CACHE_THROUGH");
        properties.put("alluxio.user.file.passive.cache.enabled", "false");
        properties.put("alluxio.user.client.cache.enabled", "false");
        properties.put("alluxio.user.update.file.accesstime.disabled", "true");
        properties.put("alluxio.user.metrics.collection.enabled", "true");
        properties.put(
                "alluxio.user.block.write.location.policy.class", "alluxio.client.block.policy.LocalFirstPolicy");
        properties.put("alluxio.user.ufs.block.read.location.policy", "alluxio.client.block.policy.LocalFirstPolicy");
        properties.put("alluxio.user.file.replication.max", Integer.toString(cachedCopies(runtime)));
        // Clients do not have the workers' directories; a client in an application pod cannot.
        properties.put("alluxio.user.short.circuit.enabled", "false");
        if (runtime.hadoopConfig() != null && !runtime.hadoopConfig().isEmpty()) {
            properties.put(
                    "alluxio.underfs.hdfs.configuration",
                    AlluxioManifests.HADOOP + "/hdfs-site.xml:" + AlluxioManifests.HADOOP + "/core-site.xml");
        }
        return properties;
    }

    private static int cachedCopies(AlluxioRuntimeSpec runtime) {
        return runtime.data() == null || runtime.data().replicas() == null
                ? 1
                : Math.max(1, runtime.data().replicas());
    }

    private static Map<String, String> rootMount(UfsMount root) {
        Map<String, String> properties = new TreeMap<>();
        root.options().forEach((key, value) -> properties.put("alluxio.master.mount.table.root.option." + key, value));
        properties.put("alluxio.master.mount.table.root.readonly", Boolean.toString(root.readOnly()));
        properties.put("alluxio.master.mount.table.root.shared", Boolean.toString(root.shared()));
        return properties;
    }

    private static Map<String, String> fuseProperties(DatasetSpec dataset) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("alluxio.fuse.jnifuse.enabled", "true");
        properties.put("alluxio.fuse.jnifuse.libfuse.version", "3");
        properties.put("alluxio.user.metadata.cache.enabled", "true");
        properties.put("alluxio.user.metadata.cache.expiration.time", "10min");
        properties.put("alluxio.user.metadata.cache.max.size", "100000");
        if (dataset.owner() == null) {
            properties.put("alluxio.fuse.user.group.translation.enabled", "true");
        }
        return properties;
    }

    private static Process process(
            AlluxioRuntimeSpec runtime,
            Component component,
            Map<String, String> properties,
            List<TierDirectory> tiers) {
        AlluxioComponentSpec spec = component(runtime, component);
        long tierMemory = tiers.stream()
                .filter(TierDirectory::memory)
                .mapToLong(TierDirectory::bytes)
                .sum();
        boolean holdsTiers = component == Component.WORKER;
        List<String> own = Stream.concat(
                        component == Component.CLIENT ? Stream.empty() : runtime.jvmOptions().stream(),
                        spec.jvmOptions().stream())
                .toList();
        List<String> jvm = new ArrayList<>(jvmOptions(component, spec.resources(), holdsTiers ? tierMemory : 0, own));
        jvm.addAll(own);
        Map<String, String> environment = new TreeMap<>(spec.env());
        if (runtime.runAs() != null && component != Component.CLIENT && component != Component.FUSE) {
            environment.putAll(user(runtime.runAs()));
        }
        ResourceRequirements resources =
                holdsTiers ? withTierMemory(runtime, spec.resources(), tierMemory) : spec.resources();
        return new Process(properties, jvm, environment, resources, spec.volumeMounts());
    }

    private static List<String> jvmOptions(
            Component component, @Nullable ResourceRequirements resources, long tierMemory, List<String> own) {
        List<String> options = new ArrayList<>();
        boolean movesData = component == Component.WORKER || component == Component.FUSE;
        OptionalLong limit = Memory.limit(resources);
        long available = limit.isPresent() ? limit.getAsLong() - tierMemory : 0;
        if (own.stream().noneMatch(option -> option.startsWith("-Xmx"))) {
            long heap =
                    limit.isPresent() ? Math.max(64 * MEBIBYTE, available / 2) : component.heapMebibytes() * MEBIBYTE;
            options.add("-Xmx" + heap / MEBIBYTE + "m");
        }
        if (movesData && own.stream().noneMatch(option -> option.startsWith("-XX:MaxDirectMemorySize"))) {
            long direct = limit.isPresent() ? Math.max(32 * MEBIBYTE, available / 4) : DIRECT_MEMORY;
            options.add("-XX:MaxDirectMemorySize=" + direct / MEBIBYTE + "m");
        }
        if (!movesData && own.stream().noneMatch(option -> option.matches("-XX:\\+Use\\w*GC"))) {
            options.add("-XX:+UseSerialGC");
        }
        if (component != Component.MASTER && !movesData) {
            options.add("-XX:TieredStopAtLevel=1");
        }
        return options;
    }

    /** The tiers lie in the container's memory, so that the scheduler has to know of them. */
    private static @Nullable ResourceRequirements withTierMemory(
            AlluxioRuntimeSpec runtime, @Nullable ResourceRequirements resources, long tierMemory) {
        long wanted = tierMemory + workerProcessMemory(runtime);
        OptionalLong limit = Memory.limit(resources);
        long request = limit.isPresent() ? Math.min(limit.getAsLong(), wanted) : wanted;
        if (tierMemory == 0 || Memory.request(resources).orElse(0) >= request) {
            return resources;
        }
        ResourceRequirementsBuilder builder =
                resources == null ? new ResourceRequirementsBuilder() : new ResourceRequirementsBuilder(resources);
        return builder.addToRequests("memory", Memory.quantity(request)).build();
    }

    private static Map<String, String> user(User user) {
        return Map.of(
                "ALLUXIO_USERNAME", user.user(),
                "ALLUXIO_GROUP", user.group(),
                "ALLUXIO_UID", String.valueOf(user.uid()),
                "ALLUXIO_GID", String.valueOf(user.gid()));
    }

    private Pod serverPod(CacheRequest request, AlluxioRuntimeSpec runtime, AlluxioComponentSpec spec) {
        VersionSpec version = runtime.alluxioVersion();
        return new Pod(
                Images.image(
                        images.server(),
                        version == null ? null : version.image(),
                        version == null ? null : version.imageTag()),
                version == null ? null : version.imagePullPolicy(),
                hostNetwork(spec.networkMode()),
                metadata(runtime, spec.podMetadata()),
                spec.nodeSelector(),
                pullSecrets(request, runtime, spec.imagePullSecrets()));
    }

    private Pod fusePod(CacheRequest request, AlluxioRuntimeSpec runtime) {
        AlluxioFuseSpec fuse = fuse(runtime);
        VersionSpec version = runtime.alluxioVersion();
        boolean ownImage = fuse.image() != null || fuse.imageTag() != null;
        String server = Images.image(
                images.fuse(), version == null ? null : version.image(), version == null ? null : version.imageTag());
        String policy =
                fuse.imagePullPolicy() != null || version == null ? fuse.imagePullPolicy() : version.imagePullPolicy();
        return new Pod(
                ownImage ? Images.image(images.fuse(), fuse.image(), fuse.imageTag()) : server,
                policy,
                hostNetwork(fuse.networkMode()),
                metadata(runtime, fuse.podMetadata()),
                fuse.nodeSelector(),
                pullSecrets(request, runtime, fuse.imagePullSecrets()));
    }

    private static List<PodMetadata> metadata(AlluxioRuntimeSpec runtime, @Nullable PodMetadata own) {
        List<PodMetadata> metadata = new ArrayList<>();
        if (runtime.podMetadata() != null) {
            metadata.add(runtime.podMetadata());
        }
        if (own != null) {
            metadata.add(own);
        }
        return metadata;
    }

    private static List<LocalObjectReference> pullSecrets(
            CacheRequest request, AlluxioRuntimeSpec runtime, List<LocalObjectReference> own) {
        List<LocalObjectReference> chosen = own.isEmpty() ? runtime.imagePullSecrets() : own;
        return Stream.concat(
                        chosen.stream(),
                        request.cluster().imagePullSecrets().stream().map(LocalObjectReference::new))
                .distinct()
                .toList();
    }

    private static Fuse fuse(CacheRequest request, AlluxioRuntimeSpec runtime, DatasetSpec dataset) {
        String mountPath = request.mountPath(AlluxioEngineProvider.DESCRIPTOR);
        List<String> own = fuse(runtime).args();
        List<String> arguments = new ArrayList<>();
        if (own.isEmpty()) {
            arguments.add("fuse");
            arguments.add("--fuse-opts=" + fuseOptions(dataset));
        } else {
            own.forEach(argument -> arguments.add(
                    argument.startsWith("--fuse-opts=") ? withOwner(argument, dataset.owner()) : argument));
        }
        arguments.add(mountPath);
        arguments.add(Mounts.ROOT);
        return new Fuse(mountPath, arguments, request.cluster().criticalFusePods());
    }

    private static String fuseOptions(DatasetSpec dataset) {
        boolean readOnly =
                dataset.accessModes().isEmpty() || dataset.accessModes().contains("ReadOnlyMany");
        String options = readOnly ? "kernel_cache,ro,attr_timeout=7200,entry_timeout=7200" : "kernel_cache,rw";
        return withOwner(options, dataset.owner());
    }

    private static String withOwner(String options, @Nullable User owner) {
        String owned = owner == null ? options : options + ",uid=" + owner.uid() + ",gid=" + owner.gid();
        return owned.contains("allow_other") ? owned : owned + ",allow_other";
    }
}
