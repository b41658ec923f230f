package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * What a DataProcess runs: exactly one of a pod or a script.
 *
 * @param serviceAccountName service account of the pod
 * @param podMetadata labels and annotations of the pod
 * @param job a complete pod
 * @param script a script
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Processor(
        @Nullable String serviceAccountName,
        @Nullable PodMetadata podMetadata,
        @Nullable JobProcessor job,
        @Nullable ScriptProcessor script,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public Processor {
        additionalProperties = Values.map(additionalProperties);
    }
}
