package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Export of the metrics of a FUSE client.
 *
 * @param enabled export client metrics; default false
 * @param scrapeTarget comma separated: {@code MountPod}, {@code Sidecar}, {@code All} or {@code None}; default
 *     {@code None}
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ClientMetrics(
        @Nullable Boolean enabled,
        @Nullable String scrapeTarget,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public ClientMetrics {
        additionalProperties = Values.map(additionalProperties);
    }
}
