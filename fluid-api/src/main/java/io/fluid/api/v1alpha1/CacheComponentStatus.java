package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Observed state of one component of a CacheRuntime. Counters are in pods.
 *
 * @param phase state of the component, see {@link RuntimePhase}
 * @param reason machine readable cause, one CamelCase word
 * @param message explanation for people
 * @param desiredReplicas instances wanted
 * @param currentReplicas instances created
 * @param readyReplicas instances ready
 * @param availableReplicas instances ready for long enough
 * @param unavailableReplicas instances wanted but not available
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CacheComponentStatus(
        @Constraint(required = true) @JsonInclude(JsonInclude.Include.ALWAYS)
        String phase,

        @Nullable String reason,
        @Nullable String message,
        int desiredReplicas,
        int currentReplicas,
        int readyReplicas,
        int availableReplicas,
        int unavailableReplicas,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public CacheComponentStatus {
        phase = Values.text(phase);
        additionalProperties = Values.map(additionalProperties);
    }
}
