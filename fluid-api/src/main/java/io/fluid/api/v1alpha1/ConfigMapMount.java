package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A ConfigMap of the class in a component.
 *
 * @param name name of the ConfigMap in the class
 * @param mountPath directory to mount it at
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ConfigMapMount(
        @Nullable String name,
        @Nullable String mountPath,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public ConfigMapMount {
        additionalProperties = Values.map(additionalProperties);
    }
}
