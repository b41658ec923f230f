package io.fluid.core.operation;

import io.fluid.api.v1alpha1.DataMigrate;
import io.fluid.api.v1alpha1.DataMigrateSpec;
import io.fluid.api.v1alpha1.DataToMigrate;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.JobDescription;
import io.fluid.core.spi.MigratesData;
import io.fluid.core.spi.Problem;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/** {@code DataMigrate}: copies data between storages. */
final class DataMigrates implements OperationKind<DataMigrate> {

    private static final String SSH_SECRET = "sshSecretName";

    @Override
    public Class<DataMigrate> type() {
        return DataMigrate.class;
    }

    @Override
    public String suffix() {
        return "-migrate";
    }

    @Override
    public String jobSuffix() {
        return "-migrate";
    }

    @Override
    public OperationSettings settings(DataMigrate operation) {
        DataMigrateSpec spec = operation.getSpec();
        boolean arrives = spec.to() != null && spec.to().dataset() != null;
        DataToMigrate side = arrives ? spec.to() : spec.from();
        var target = side == null ? null : side.dataset();
        return new OperationSettings(
                "DataMigrate.spec." + (arrives ? "to" : "from") + ".dataset",
                target == null ? null : target.name(),
                target == null ? null : target.namespace(),
                spec.policy(),
                spec.schedule(),
                spec.runAfter(),
                spec.ttlSecondsAfterFinished(),
                spec.podMetadata(),
                spec.affinity(),
                spec.tolerations(),
                spec.nodeSelector(),
                spec.schedulerName(),
                spec.resources());
    }

    @Override
    public List<Refusal> refusals(DataMigrate operation) {
        List<Refusal> refusals = new ArrayList<>();
        checkSide(operation.getSpec().from(), "DataMigrate.spec.from", refusals);
        checkSide(operation.getSpec().to(), "DataMigrate.spec.to", refusals);
        Integer parallelism = operation.getSpec().parallelism();
        String secret = operation.getSpec().parallelOptions().getOrDefault(SSH_SECRET, "");
        if (parallelism != null && parallelism > 1 && secret.isEmpty()) {
            refusals.add(new Refusal(
                    OperationReasons.SSH_SECRET_NOT_SET,
                    new Problem(
                            "DataMigrate.spec.parallelOptions." + SSH_SECRET,
                            secret,
                            "the name of a Secret, because spec.parallelism is " + parallelism)));
        }
        return refusals;
    }

    private static void checkSide(@Nullable DataToMigrate side, String field, List<Refusal> refusals) {
        boolean dataset = side != null && side.dataset() != null;
        boolean external = side != null && side.externalStorage() != null;
        if (dataset == external) {
            refusals.add(new Refusal(
                    OperationReasons.NOT_VALID,
                    new Problem(field, dataset ? "both" : "", "either dataset or externalStorage")));
        }
    }

    @Override
    public boolean servedBy(CacheEngine engine) {
        return engine instanceof MigratesData;
    }

    @Override
    public List<Problem> validate(CacheRequest request, DataMigrate operation, CacheEngine engine) {
        return ((MigratesData) engine).validateMigrate(request, operation);
    }

    @Override
    public JobDescription describe(CacheRequest request, DataMigrate operation, CacheEngine engine) {
        return ((MigratesData) engine).describeMigrate(request, operation);
    }

    @Override
    public boolean changesStorage(DataMigrate operation) {
        return operation.getSpec().to() != null && operation.getSpec().to().dataset() != null;
    }

    @Override
    public boolean tellsInfos() {
        return true;
    }
}
