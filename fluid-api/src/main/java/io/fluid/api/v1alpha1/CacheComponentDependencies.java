package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * What a component needs beside its pod template.
 *
 * @param secretMount the Dataset's secret options as files
 * @param extraResources resources of the class that the component mounts
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CacheComponentDependencies(
        @Nullable SecretMount secretMount,
        @Nullable CacheExtraResourceMounts extraResources,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public CacheComponentDependencies {
        additionalProperties = Values.map(additionalProperties);
    }
}
