package io.fluid.core.operation;

import io.fluid.api.v1alpha1.DataBackup;
import io.fluid.api.v1alpha1.DataBackupSpec;
import io.fluid.core.spi.BacksUpMetadata;
import io.fluid.core.spi.CacheEngine;
import io.fluid.core.spi.CacheRequest;
import io.fluid.core.spi.JobDescription;
import io.fluid.core.spi.Problem;
import io.fluid.core.spi.support.NativeStorage;

import java.util.List;

/** {@code DataBackup}: saves the metadata of the cache. */
final class DataBackups implements OperationKind<DataBackup> {

    @Override
    public Class<DataBackup> type() {
        return DataBackup.class;
    }

    @Override
    public String suffix() {
        return "-backup";
    }

    @Override
    public OperationSettings settings(DataBackup operation) {
        DataBackupSpec spec = operation.getSpec();
        return OperationSettingsBuilder.builder()
                .datasetField("DataBackup.spec.dataset")
                .dataset(spec.dataset())
                .runAfter(spec.runAfter())
                .ttlSecondsAfterFinished(spec.ttlSecondsAfterFinished())
                .build();
    }

    @Override
    public List<Refusal> refusals(DataBackup operation) {
        String path = operation.getSpec().backupPath();
        if (path != null && NativeStorage.of(path).isPresent()) {
            return List.of();
        }
        return List.of(new Refusal(
                OperationReasons.PATH_NOT_SUPPORTED,
                new Problem(
                        "DataBackup.spec.backupPath", path == null ? "" : path, "local://path or pvc://claim/path")));
    }

    @Override
    public boolean servedBy(CacheEngine engine) {
        return engine instanceof BacksUpMetadata;
    }

    @Override
    public List<Problem> validate(CacheRequest request, DataBackup operation, CacheEngine engine) {
        return ((BacksUpMetadata) engine).validateBackup(request, operation);
    }

    @Override
    public JobDescription describe(CacheRequest request, DataBackup operation, CacheEngine engine) {
        return ((BacksUpMetadata) engine).describeBackup(request, operation);
    }

    @Override
    public boolean tellsInfos() {
        return true;
    }
}
