package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * One tier: exactly one of process memory, emptyDir or hostPath.
 *
 * @param processMemory memory of the process itself
 * @param emptyDir an emptyDir volume
 * @param hostPath directories of the node
 * @param high high watermark of eviction, a ratio between 0 and 1
 * @param low low watermark of eviction, a ratio between 0 and 1
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CacheTieredStoreLevel(
        @Nullable ProcessMemoryTier processMemory,
        @Nullable EmptyDirTier emptyDir,
        @Nullable HostPathTier hostPath,
        @Nullable String high,
        @Nullable String low,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public CacheTieredStoreLevel {
        additionalProperties = Values.map(additionalProperties);
    }
}
