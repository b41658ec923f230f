package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A ConfigMap that a class brings along.
 *
 * @param name name of the ConfigMap
 * @param data content of the ConfigMap
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CacheExtraConfigMap(
        @Nullable String name,
        Map<String, String> data,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public CacheExtraConfigMap {
        data = Values.map(data);
        additionalProperties = Values.map(additionalProperties);
    }
}
