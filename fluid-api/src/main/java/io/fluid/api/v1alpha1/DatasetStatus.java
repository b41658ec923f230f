package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Observed state of a Dataset.
 *
 * @param mounts mounts last applied
 * @param ufsTotal size of the under-storage as text, such as {@code 1.20GiB}
 * @param phase state of the Dataset, see {@link DatasetPhase}
 * @param runtimes bound runtimes; the first one serves the data
 * @param conditions observed aspects such as {@code Ready}
 * @param cacheStates figures of the cache as text, such as {@code cachedPercentage}
 * @param hcfs endpoint for Hadoop compatible clients
 * @param fileNum number of files as text
 * @param dataLoadRef deprecated upstream; see {@code operationRef}
 * @param dataBackupRef deprecated upstream; see {@code operationRef}
 * @param operationRef kind of operation to the comma separated names that run now
 * @param datasetRef {@code namespace/name} of the Datasets that mount this one
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DatasetStatus(
        List<Mount> mounts,
        @Nullable String ufsTotal,
        @Nullable String phase,
        List<Runtime> runtimes,

        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        List<Condition> conditions,

        Map<String, String> cacheStates,
        @Nullable HcfsStatus hcfs,
        @Nullable String fileNum,
        @Nullable String dataLoadRef,
        @Nullable String dataBackupRef,
        Map<String, String> operationRef,
        List<String> datasetRef,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public DatasetStatus {
        mounts = Values.list(mounts);
        runtimes = Values.list(runtimes);
        conditions = Values.list(conditions);
        cacheStates = Values.map(cacheStates);
        operationRef = Values.map(operationRef);
        datasetRef = Values.list(datasetRef);
        additionalProperties = Values.map(additionalProperties);
    }
}
