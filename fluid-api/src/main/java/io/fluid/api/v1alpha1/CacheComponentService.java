package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Service in front of a component.
 *
 * @param headless present if the Service is headless
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CacheComponentService(
        @Nullable HeadlessService headless,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public CacheComponentService {
        additionalProperties = Values.map(additionalProperties);
    }
}
