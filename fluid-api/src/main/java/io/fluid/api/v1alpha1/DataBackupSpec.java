package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Which metadata to back up, and where to.
 *
 * @param dataset name of the Dataset, in the same namespace
 * @param backupPath {@code local://<dir>} or {@code pvc://<claim>/<dir>}
 * @param runAs user of the process
 * @param runAfter operation that has to be complete first
 * @param ttlSecondsAfterFinished seconds until the finished operation is deleted; default: never
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DataBackupSpec(
        @Nullable String dataset,
        @Nullable String backupPath,
        @Nullable User runAs,
        @Nullable OperationRef runAfter,
        @Nullable Integer ttlSecondsAfterFinished,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public DataBackupSpec {
        additionalProperties = Values.map(additionalProperties);
    }
}
