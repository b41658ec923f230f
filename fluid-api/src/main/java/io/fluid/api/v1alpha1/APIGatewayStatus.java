package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Where the REST proxy of a cache is reached.
 *
 * @param endpoint address as {@code host:port}
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record APIGatewayStatus(
        @Nullable String endpoint,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public APIGatewayStatus {
        additionalProperties = Values.map(additionalProperties);
    }
}
