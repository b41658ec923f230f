package io.fluid.engine.juicefs;

import io.fluid.api.v1alpha1.DataLoad;
import io.fluid.api.v1alpha1.DataMigrate;
import io.fluid.core.spi.CacheDescription;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.CacheUsage;
import io.fluid.core.spi.CleansNodes;
import io.fluid.core.spi.JobDescription;
import io.fluid.core.spi.LoadsData;
import io.fluid.core.spi.MeasuresStorage;
import io.fluid.core.spi.MigratesData;
import io.fluid.core.spi.PortClaim;
import io.fluid.core.spi.Problem;
import io.fluid.core.spi.support.TierDirectory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** JuiceFS as a cache engine. */
final class JuiceFSEngine implements CacheEngine, LoadsData, MigratesData, MeasuresStorage, CleansNodes {

    private static final Logger LOG = LoggerFactory.getLogger(JuiceFSEngine.class);

    private final Planner planner;
    private final WorkerMetrics metrics;
    private final @Nullable HadoopTotals hadoop;

    JuiceFSEngine(Planner planner, WorkerMetrics metrics, @Nullable HadoopTotals hadoop) {
        this.planner = planner;
        this.metrics = metrics;
        this.hadoop = hadoop;
    }

    @Override
    public List<Problem> validate(CacheRequest request) {
        return Validation.problems(request);
    }

    @Override
    public List<PortClaim> ports(CacheRequest request) {
        return planner.claims(request);
    }

    @Override
    public CacheDescription describe(CacheRequest request) {
        return new Manifests(planner.plan(request)).describe(request.datasetId());
    }

    @Override
    public CacheUsage report(CacheRequest request, Duration deadline) throws IOException {
        Plan plan = planner.plan(request);
        List<URI> endpoints = endpoints(plan);
        return metrics.read(endpoints, endpoints.size() * (plan.bytes(true) + plan.bytes(false)), deadline);
    }

    @Override
    public StorageTotals measure(CacheRequest request, Duration deadline) throws IOException {
        Plan plan = planner.plan(request);
        DataVolume volume = plan.volume();
        // A mount knows the totals of the volume, or of the quota that it lies under; it reads quotas when it may
        // write.
        boolean whole = volume.folder().equals("/");
        boolean underQuota = volume.options().containsKey(DataVolume.QUOTA) && !volume.readOnly();
        if (hadoop != null && hadoop.serves(request.namespace(), request.name())) {
            try {
                return hadoop.count(request.namespace(), request.name(), volume, deadline);
            } catch (IOException e) {
                if (!whole && !underQuota) {
                    throw e;
                }
                LOG.warn(
                        "{}/{}: the workers are asked instead: {}",
                        request.namespace(),
                        request.name(),
                        e.getMessage());
            }
        } else if (!whole && !underQuota) {
            throw new IOException(
                    "JuiceFS's workers tell totals of a volume, or of a folder with a quota that may be written, not of "
                            + volume.folder() + "; with the metadata's address in a file, see "
                            + HadoopTotals.METADATA_SETTING + ", any folder is counted");
        }
        return metrics.totals(endpoints(plan), deadline);
    }

    @Override
    public List<String> leftovers(CacheRequest request) {
        RuntimeSpec runtime = RuntimeSpec.of(request);
        // What lies in a user's volume is the user's.
        return Planner.tiers(request, runtime).stream()
                .filter(tier -> tier.volume().getHostPath() != null)
                .filter(tier ->
                        !runtime.worker().holds(tier.path()) || !runtime.fuse().holds(tier.path()))
                .map(TierDirectory::path)
                .toList();
    }

    private static List<URI> endpoints(Plan plan) {
        int workers = plan.runtime().hasWorkers() ? plan.runtime().workers() : 0;
        return IntStream.range(0, workers)
                .mapToObj(worker -> URI.create("http://" + plan.name() + "-worker-" + worker + "." + plan.name()
                        + "-worker." + plan.namespace() + ".svc:" + plan.workerPort() + "/metrics"))
                .toList();
    }

    @Override
    public List<Problem> validateLoad(CacheRequest request, DataLoad load) {
        return OperationValidation.problems(request, load);
    }

    @Override
    public LoadDescription describeLoad(CacheRequest request, DataLoad load) {
        return new LoadManifests(planner.plan(request), load).describe();
    }

    @Override
    public List<Problem> validateMigrate(CacheRequest request, DataMigrate migrate) {
        return OperationValidation.problems(request, migrate);
    }

    @Override
    public JobDescription describeMigrate(CacheRequest request, DataMigrate migrate) {
        return new MigrateManifests(planner.plan(request), migrate).describe();
    }
}
