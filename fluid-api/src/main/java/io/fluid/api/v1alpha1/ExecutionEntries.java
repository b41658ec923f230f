package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Commands that are executed in a component; each prints JSON.
 *
 * @param mountUFS mounts or refreshes the under-storage, prints {@code mounted}
 * @param reportSummary prints {@code cached}, {@code cachedPercentage}, {@code cacheCapacity} and {@code
 *     cacheHitRatio}
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ExecutionEntries(
        @Nullable ExecutionEntry mountUFS,
        @Nullable ExecutionEntry reportSummary,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public ExecutionEntries {
        additionalProperties = Values.map(additionalProperties);
    }
}
