package io.fluid.engine.alluxio;

import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.Dataset;
import io.fluid.api.v1alpha1.DatasetSpec;
import io.fluid.api.v1alpha1.DatasetSpecBuilder;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.CleansCache;
import io.fluid.core.spi.LoadsData;
import io.fluid.core.spi.MeasuresStorage;
import io.fluid.core.spi.PortClaim;
import io.fluid.core.spi.Problem;
import io.fluid.core.spi.UpdatesMounts;
import io.fluid.core.spi.support.Problems;
import io.fluid.engine.alluxio.AlluxioPlan.UfsMount;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Alluxio as a cache engine. */
final class AlluxioEngine implements CacheEngine, LoadsData, MeasuresStorage, CleansCache, UpdatesMounts {

    private static final long MILLISECOND = 1_000_000;
    // Between two looks at how much the workers still hold.
    private static final long PAUSE_MILLIS = 300;

    private final AlluxioPlanner planner;
    private final AlluxioClient.Factory clients;

    AlluxioEngine(AlluxioPlanner planner, AlluxioClient.Factory clients) {
        this.planner = planner;
        this.clients = clients;
    }

    @Override
    public List<Problem> validate(CacheRequest request) {
        return AlluxioValidation.problems(request);
    }

    @Override
    public List<PortClaim> ports(CacheRequest request) {
        return planner.claims(request);
    }

    @Override
    public CacheDescription describe(CacheRequest request) {
        return new AlluxioManifests(planner.plan(request)).describe(request.datasetId());
    }

    @Override
    public CacheUsage report(CacheRequest request, Duration deadline) throws IOException {
        return client(request).usage(deadline);
    }

    @Override
    public StorageTotals measure(CacheRequest request, Duration deadline) throws IOException {
        return client(request).totals(deadline);
    }

    @Override
    public void clean(CacheRequest request, Duration deadline) throws IOException {
        long end = System.nanoTime() + deadline.toNanos();
        AlluxioClient client = client(request);
        client.free(deadline);
        // Workers remove their blocks some time after they next talk to the master; nobody is told when.
        for (long left = cached(client, end); left > 0; left = cached(client, end)) {
            if (System.nanoTime() > end) {
                throw new IOException("workers still hold " + left + " bytes " + deadline.toSeconds() + "s after free");
            }
            pause();
        }
    }

    private static long cached(AlluxioClient client, long end) throws IOException {
        return client.usage(Duration.ofNanos(Math.max(MILLISECOND, end - System.nanoTime())))
                .cachedBytes();
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the cache was freed", e);
        }
    }

    @Override
    public List<String> pendingMounts(CacheRequest request, Duration deadline) throws IOException {
        DatasetSpec spec = request.dataset().getSpec();
        List<UfsMount> wanted = Mounts.ufs(spec);
        AlluxioClient client = client(request);
        List<String> pending = Mounts.pending(wanted, client.mounted(deadline));
        return pending.isEmpty() ? unreadable(request.dataset(), wanted, client, deadline) : pending;
    }

    /** Alluxio mounts what it cannot read; a mount is served when it was listed. */
    private static List<String> unreadable(
            Dataset dataset, List<UfsMount> wanted, AlluxioClient client, Duration deadline) {
        List<UfsMount> served = dataset.getStatus() == null
                ? List.of()
                : Mounts.ufs(DatasetSpecBuilder.builder(dataset.getSpec())
                        .mounts(dataset.getStatus().mounts())
                        .build());
        List<String> unreadable = new ArrayList<>();
        for (UfsMount mount : wanted) {
            if (!served.contains(mount)) {
                try {
                    client.list(mount.path(), deadline);
                } catch (IOException e) {
                    unreadable.add(mount.uri() + " at " + mount.path() + " cannot be read: " + e.getMessage());
                }
            }
        }
        return unreadable;
    }

    @Override
    public List<Problem> validateLoad(CacheRequest request, DataLoad load) {
        Problems problems = new Problems();
        problems.load(load);
        return problems.all();
    }

    @Override
    public LoadDescription describeLoad(CacheRequest request, DataLoad load) {
        return new AlluxioLoadManifests(planner.plan(request), load).describe();
    }

    private AlluxioClient client(CacheRequest request) {
        return clients.connect(AlluxioPlanner.masters(request));
    }
}
