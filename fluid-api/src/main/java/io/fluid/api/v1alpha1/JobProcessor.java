package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A complete pod as processor.
 *
 * @param podSpec the pod
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record JobProcessor(
        @Nullable PodSpec podSpec,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public JobProcessor {
        additionalProperties = Values.map(additionalProperties);
    }
}
