package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Whether the Dataset's secret options are mounted as files.
 *
 * @param enabled default true for master and worker, false for client
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SecretMount(
        @Nullable Boolean enabled,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public SecretMount {
        additionalProperties = Values.map(additionalProperties);
    }
}
