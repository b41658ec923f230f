package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * How one component of an engine is run.
 *
 * @param options options for the engine
 * @param template pod template to start from
 * @param service Service of the component
 * @param dependencies what the component needs
 * @param executionEntries commands that are executed in the component
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CacheComponentDefinition(
        Map<String, String> options,
        @Nullable PodTemplateSpec template,
        @Nullable CacheComponentService service,
        @Nullable CacheComponentDependencies dependencies,
        @Nullable ExecutionEntries executionEntries,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public CacheComponentDefinition {
        options = Values.map(options);
        additionalProperties = Values.map(additionalProperties);
    }
}
