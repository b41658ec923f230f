package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Settings of a runtime's upkeep.
 *
 * @param cleanCachePolicy cache removal at deletion
 * @param metadataSyncPolicy automatic metadata synchronisation
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RuntimeManagement(
        @Nullable CleanCachePolicy cleanCachePolicy,
        @Nullable MetadataSyncPolicy metadataSyncPolicy,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public RuntimeManagement {
        additionalProperties = Values.map(additionalProperties);
    }
}
