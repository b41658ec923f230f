package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * What a data operation waits for.
 *
 * @param operationComplete true while the preceding operation is unfinished
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record WaitingStatus(
        @Nullable Boolean operationComplete,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public WaitingStatus {
        additionalProperties = Values.map(additionalProperties);
    }
}
