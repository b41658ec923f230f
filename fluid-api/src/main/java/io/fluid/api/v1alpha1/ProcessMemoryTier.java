package io.fluid.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fluid.api.schema.Constraint;
import io.soabase.recordbuilder.core.RecordBuilder;
import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * A tier in the memory of the process.
 *
 * @param quota capacity in bytes
 * @param additionalProperties fields that this version does not know, kept as they are
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProcessMemoryTier(
        @Constraint(required = true) @Nullable Quantity quota,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> additionalProperties) {

    public ProcessMemoryTier {
        additionalProperties = Values.map(additionalProperties);
    }
}
