package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Init container of the EFC client.
 *
 * @param version image of the container
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EFCInitFuseSpec(
        @Nullable VersionSpec version,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public EFCInitFuseSpec {
        additionalProperties = Values.map(additionalProperties);
    }
}
