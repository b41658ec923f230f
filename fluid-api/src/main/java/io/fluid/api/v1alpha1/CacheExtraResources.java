package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;

import java.util.List;
import java.util.Map;

/**
 * Resources that a class brings along.
 *
 * @param configMaps ConfigMaps
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CacheExtraResources(
        List<CacheExtraConfigMap> configMaps,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public CacheExtraResources {
        configMaps = Values.list(configMaps);
        additionalProperties = Values.map(additionalProperties);
    }
}
