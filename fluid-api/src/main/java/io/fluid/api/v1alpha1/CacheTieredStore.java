package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;

import java.util.List;
import java.util.Map;

/**
 * The media that a CacheRuntime stores data on.
 *
 * @param levels tiers, fastest first
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CacheTieredStore(
        List<CacheTieredStoreLevel> levels,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public CacheTieredStore {
        levels = Values.list(levels);
        additionalProperties = Values.map(additionalProperties);
    }
}
