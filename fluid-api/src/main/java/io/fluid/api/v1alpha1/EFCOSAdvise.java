package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Tuning of the node's operating system.
 *
 * @param osVersion name of the operating system
 * @param enabled apply the tuning; default false
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EFCOSAdvise(
        @Nullable String osVersion,
        @Nullable Boolean enabled,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public EFCOSAdvise {
        additionalProperties = Values.map(additionalProperties);
    }
}
