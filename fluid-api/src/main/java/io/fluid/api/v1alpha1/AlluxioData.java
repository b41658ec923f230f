package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Placement of files in an Alluxio cache.
 *
 * @param replicas maximum number of cached copies of a file
 * @param pin keep loaded files from being evicted; default false
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record AlluxioData(
        @Nullable Integer replicas,
        @Nullable Boolean pin,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public AlluxioData {
        additionalProperties = Values.map(additionalProperties);
    }
}
