package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * The components of an engine that a CacheRuntimeClass describes.
 *
 * @param master metadata server
 * @param worker cache server
 * @param client FUSE client
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CacheTopology(
        @Nullable CacheComponentDefinition master,
        @Nullable CacheComponentDefinition worker,
        @Nullable CacheComponentDefinition client,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public CacheTopology {
        additionalProperties = Values.map(additionalProperties);
    }
}
