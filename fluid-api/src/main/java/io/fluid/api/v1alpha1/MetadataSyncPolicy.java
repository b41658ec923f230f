package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Whether the engine reads the metadata of the under-storage by itself.
 *
 * @param autoSync null means true
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MetadataSyncPolicy(
        @Nullable Boolean autoSync,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public MetadataSyncPolicy {
        additionalProperties = Values.map(additionalProperties);
    }
}
