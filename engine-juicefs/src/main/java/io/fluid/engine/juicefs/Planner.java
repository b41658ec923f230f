package io.fluid.engine.juicefs;

import io.fluid.api.v1alpha1.JuiceFSFuseSpec;
import io.fluid.api.v1alpha1.TieredStoreLevel;
import io.fluid.api.v1alpha1.VersionSpec;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.PortClaim;
import io.fluid.core.spi.support.ImageNames;
import io.fluid.core.spi.support.Memory;
import io.fluid.core.spi.support.PodObjects;
import io.fluid.core.spi.support.TierDirectory;
import io.fluid.core.spi.support.Tiers;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Turns a request into a {@link Plan}. */
final class Planner {

    static final String WORKER_METRICS = "worker-metrics";
    static final String FUSE_METRICS = "fuse-metrics";
    static final String CACHE_DIR = "cache-dir";
    static final String DEFAULT_CACHE = "/var/jfsCache";
    private static final int DEFAULT_PORT = 9567;
    private static final long DEFAULT_CACHE_BYTES = 1L << 30;
    // Attributes of what nobody may change stay true for long, in seconds.
    private static final String READ_ONLY_CACHE = "7200";
    // Loads and clients of the node fill the same directories; a worker notices that when it looks, in seconds.
    private static final String SCAN = "60";

    private final Images images;

    Planner(Images images) {
        this.images = images;
    }

    List<PortClaim> claims(CacheRequest request) {
        RuntimeSpec runtime = RuntimeSpec.of(request);
        List<PortClaim> claims = new ArrayList<>();
        if (runtime.hasWorkers() && runtime.worker().hostNetwork()) {
            claims.add(PortClaim.any(WORKER_METRICS));
        }
        if (runtime.fuse().hostNetwork()) {
            claims.add(PortClaim.any(FUSE_METRICS));
        }
        return claims;
    }

    Plan plan(CacheRequest request) {
        RuntimeSpec runtime = RuntimeSpec.of(request);
        DataVolume volume = DataVolume.of(request.dataset().getSpec());
        List<TierDirectory> tiers = tiers(request, runtime);
        int workerPort = request.ports().getOrDefault(WORKER_METRICS, DEFAULT_PORT);
        int fusePort = request.ports().getOrDefault(FUSE_METRICS, DEFAULT_PORT);
        VersionSpec version = runtime.spec().juicefsVersion();
        String image = version == null
                ? images.of(volume.edition())
                : ImageNames.image(images.of(volume.edition()), version.image(), version.imageTag());
        String policy = version == null ? null : version.imagePullPolicy();
        JuiceFSFuseSpec fuse = runtime.fuseSpec();
        return new Plan(
                request.namespace(),
                request.name(),
                volume,
                runtime,
                image,
                fuse.image() == null && fuse.imageTag() == null
                        ? image
                        : ImageNames.image(images.of(volume.edition()), fuse.image(), fuse.imageTag()),
                policy,
                fuse.imagePullPolicy() == null ? policy : fuse.imagePullPolicy(),
                tiers,
                request.mountPath(JuiceFSEngineProvider.DESCRIPTOR),
                workerPort,
                fusePort,
                request.cluster().criticalFusePods(),
                mountArguments(request, runtime, volume, tiers, runtime.worker().options(), workerPort, true),
                mountArguments(request, runtime, volume, tiers, runtime.fuse().options(), fusePort, false),
                formatArguments(runtime, volume));
    }

    static List<TierDirectory> tiers(CacheRequest request, RuntimeSpec runtime) {
        List<TierDirectory> tiers = Tiers.directories(runtime.levels(), request.namespace(), request.name());
        // JuiceFS gives each directory the same share of its cache, so none gets more than the smallest may have.
        OptionalLong smallest = tiers.stream().mapToLong(TierDirectory::bytes).min();
        return smallest.isEmpty()
                ? List.of(new TierDirectory(
                        DEFAULT_CACHE, DEFAULT_CACHE_BYTES, false, PodObjects.emptyDir("tier-0", null)))
                : tiers.stream()
                        .map(tier -> new TierDirectory(tier.path(), smallest.getAsLong(), tier.memory(), tier.volume()))
                        .toList();
    }

    private static List<String> mountArguments(
            CacheRequest request,
            RuntimeSpec runtime,
            DataVolume volume,
            List<TierDirectory> tiers,
            Map<String, String> own,
            int port,
            boolean worker) {
        Map<String, String> flags = new TreeMap<>();
        flags.put(CACHE_DIR, paths(tiers));
        flags.put("cache-size", Long.toString(mebibytes(tiers)));
        freeSpace(runtime.levels(), flags);
        flags.put("metrics", "0.0.0.0:" + port);
        if (!volume.folder().equals("/")) {
            flags.put("subdir", volume.folder());
        }
        if (volume.readOnly()) {
            // Workers of the enterprise edition read on behalf of others; none of them writes either.
            flags.put("read-only", "");
            flags.put("attr-cache", READ_ONLY_CACHE);
            flags.put("entry-cache", READ_ONLY_CACHE);
        }
        if (volume.edition() == Edition.COMMUNITY) {
            flags.put("no-usage-report", "");
            if (worker) {
                flags.put("cache-scan-interval", SCAN);
            }
        } else {
            flags.put("foreground", "");
            flags.put("no-update", "");
            flags.put("cache-group", request.namespace() + "-" + request.name());
            if (!worker) {
                flags.put("no-sharing", "");
            }
        }
        volume.options().forEach((key, value) -> {
            if (!DataVolume.OF_THE_VOLUME.contains(key)) {
                flags.put(key, value);
            }
        });
        flags.putAll(own);
        if (directories(flags.get(CACHE_DIR)).equals(written(runtime))) {
            flags.put(CACHE_DIR, paths(tiers));
        }
        return volume.edition() == Edition.COMMUNITY
                ? MountOptions.arguments(flags)
                : flags.entrySet().stream()
                        .map(flag -> flag(flag.getKey(), flag.getValue()))
                        .toList();
    }

    /** Where a part's options want the cache instead of the tiers; empty for nowhere. */
    static List<String> otherDirectories(
            DataVolume volume, RuntimeSpec runtime, List<TierDirectory> tiers, Map<String, String> own) {
        List<String> wanted =
                directories(own.getOrDefault(CACHE_DIR, volume.options().getOrDefault(CACHE_DIR, "")));
        return wanted.equals(written(runtime))
                ? List.of()
                : wanted.stream()
                        .filter(directory ->
                                tiers.stream().noneMatch(tier -> tier.path().equals(directory)))
                        .toList();
    }

    private static List<String> directories(String option) {
        return option.isEmpty() ? List.of() : List.of(option.split(":"));
    }

    /** The directories of the tiers as the user wrote them. */
    private static List<String> written(RuntimeSpec runtime) {
        return runtime.levels().stream()
                .flatMap(level -> Tiers.paths(level).stream())
                .toList();
    }

    private static String paths(List<TierDirectory> tiers) {
        return tiers.stream().map(TierDirectory::path).collect(Collectors.joining(":"));
    }

    private static long mebibytes(List<TierDirectory> tiers) {
        long bytes = tiers.stream().mapToLong(TierDirectory::bytes).sum();
        return Math.max(1, bytes / Memory.MEBIBYTE);
    }

    private static void freeSpace(List<TieredStoreLevel> levels, Map<String, String> flags) {
        levels.stream()
                .map(TieredStoreLevel::low)
                .filter(low -> low != null && !low.isEmpty())
                .map(BigDecimal::new)
                .findFirst()
                .ifPresent(low -> flags.put("free-space-ratio", low.toPlainString()));
    }

    private static List<String> formatArguments(RuntimeSpec runtime, DataVolume volume) {
        List<String> arguments = new ArrayList<>();
        for (String key : List.of(DataVolume.STORAGE, DataVolume.BUCKET, DataVolume.BUCKET2)) {
            @Nullable String value = volume.options().get(key);
            if (value != null && !value.isEmpty()) {
                arguments.add(flag(key, value));
            }
        }
        runtime.spec().configs().forEach(text -> arguments.add(text.startsWith("--") ? text : "--" + text));
        return arguments;
    }

    static String flag(String key, String value) {
        return value.isEmpty() ? "--" + key : "--" + key + "=" + value;
    }
}
