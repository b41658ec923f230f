package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * The binding of a Dataset to a runtime.
 *
 * @param name name of the runtime
 * @param namespace namespace of the runtime
 * @param category always {@code Accelerate}
 * @param type engine of the runtime, such as {@code alluxio}
 * @param masterReplicas masters of the runtime
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Runtime(
        @Nullable String name,
        @Nullable String namespace,
        @Nullable String category,
        @Nullable String type,
        @Nullable Integer masterReplicas,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public Runtime {
        additionalProperties = Values.map(additionalProperties);
    }
}
